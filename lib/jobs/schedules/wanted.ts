import type { Env } from "@/lib/env/env";
import { protectionBypass } from "@/lib/qstash/protection-bypass";
import { tidied } from "./cron-issue";
import type { SystemSchedule } from "./declare";

/** A schedule as QStash should have it. */
export type WantedSchedule = {
  scheduleId: string;
  destination: string;
  cron: string;
  method: "POST";
  /** Forwarded with each firing. Values may be secret: never print them. */
  headers: Readonly<Record<string, string>>;
  body: string;
  retries: number;
  timeoutSeconds: number;
};

/** Where QStash calls, and under which name. */
type Address = Pick<Env, "BASE_URL" | "JOBS_ENVIRONMENT">;

/** What a system schedule comes to in this environment, at this address. */
export function wantedSystem(declared: SystemSchedule, env: Address): WantedSchedule {
  const { id, path, cron, message, retries, timeoutSeconds } = declared;
  return wanted(env, { id, path, cron, message, retries, timeoutSeconds });
}

/** QStash's copy of a schedule that starts jobs: when, and which one it is; what to start is on our row. */
export function wantedCopy(
  row: { id: string; cron: string; timezone: string },
  env: Address,
): WantedSchedule {
  const { id, timezone } = row;
  return wanted(env, {
    id,
    path: "/api/jobs/schedule",
    cron: timezone === "UTC" ? numbered(row.cron) : `CRON_TZ=${timezone} ${numbered(row.cron)}`,
    message: { v: 1, schedule: `${idPrefix(env)}${id}` },
    retries: 3,
    timeoutSeconds: 90,
  });
}

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Whether QStash takes names of days and months is documented nowhere (protocol §2.8). */
function numbered(cron: string): string {
  return cron.replace(/[a-z]{3}/gi, (name) => {
    const day = DAYS.indexOf(name.toLowerCase());
    return String(day >= 0 ? day : MONTHS.indexOf(name.toLowerCase()) + 1);
  });
}

function wanted(
  env: Address,
  { id, path, cron, message, retries, timeoutSeconds }: SystemSchedule,
): WantedSchedule {
  return {
    scheduleId: `${idPrefix(env)}${id}`,
    destination: `${env.BASE_URL}${path}`,
    // QStash stores it without surplus blanks (protocol §2.8).
    cron: tidied(cron),
    method: "POST",
    headers: { "Content-Type": "application/json", ...protectionBypass() },
    body: JSON.stringify(message),
    retries,
    timeoutSeconds,
  };
}

/** Keeps the environments of one QStash account apart; an environment's name contains no `-`. */
export function idPrefix({ JOBS_ENVIRONMENT }: Pick<Address, "JOBS_ENVIRONMENT">): string {
  return `${JOBS_ENVIRONMENT}-`;
}
