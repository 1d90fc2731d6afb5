import { payloadHash } from "@/lib/jobs/payloads/payload-hash";
import type { Difference } from "./differences";
import type { StoredSchedule } from "./rows";

/** Never shown: people's data, and hashes of it. */
const UNSHOWN = new Set(["payload", "payloadHash", "followUps"]);

/** What would have to change for the row to be as declared; empty when it is. Payloads are not shown. */
export function rowDifferences(actual: StoredSchedule, wanted: StoredSchedule): Difference[] {
  return [
    ...compared(facts(actual), facts(wanted)),
    ...compared(actual.rules, wanted.rules),
    ...compared(policy(actual), policy(wanted)),
  ];
}

function facts({ type, cron, timezone }: StoredSchedule) {
  return { job: type, cron, timezone };
}

/** The policy of its jobs. The payload as stored may look different each time, its hash does not. */
function policy({ execution }: StoredSchedule): Record<string, unknown> {
  const { type: _type, payload: _payload, ...rest } = execution;
  return rest;
}

function compared(
  actual: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, unknown>>,
): Difference[] {
  return [...new Set([...Object.keys(actual), ...Object.keys(wanted)])]
    .filter((setting) => payloadHash(actual[setting]) !== payloadHash(wanted[setting]))
    .map((setting) =>
      UNSHOWN.has(setting)
        ? { setting: setting.replace("Hash", ""), actual: "another", wanted: "as declared" }
        : { setting, actual: shown(actual[setting]), wanted: shown(wanted[setting]) },
    );
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return "none";
  return typeof value === "string" ? value : JSON.stringify(value);
}
