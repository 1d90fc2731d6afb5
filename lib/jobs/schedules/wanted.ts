import type { Env } from "@/lib/env/env";
import { protectionBypass } from "@/lib/qstash/protection-bypass";
import type { SystemSchedule } from "./declare";

/** A declared schedule as QStash should have it. */
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

/** What the declared schedules come to in this environment, at this address. */
export function wantedSchedules(declared: readonly SystemSchedule[], env: Env): WantedSchedule[] {
  return declared.map(({ id, path, cron, message, retries, timeoutSeconds }) => ({
    scheduleId: `${idPrefix(env)}${id}`,
    destination: `${env.BASE_URL}${path}`,
    // QStash stores it without surplus blanks (protocol §2.8).
    cron: cron.trim().replace(/\s+/g, " "),
    method: "POST",
    headers: { "Content-Type": "application/json", ...protectionBypass() },
    body: JSON.stringify(message),
    retries,
    timeoutSeconds,
  }));
}

/** Keeps the environments of one QStash account apart; an environment's name contains no `-`. */
export function idPrefix({ JOBS_ENVIRONMENT }: Pick<Env, "JOBS_ENVIRONMENT">): string {
  return `${JOBS_ENVIRONMENT}-`;
}
