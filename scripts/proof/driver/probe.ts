import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Database } from "@/lib/db/database";
import { defineJob } from "@/lib/jobs/define";
import { insert } from "@/lib/jobs/insert";
import { prepare } from "@/lib/jobs/prepare";
import { claim, type HeldRun } from "@/lib/jobs/transitions/claim";
import type { Leg } from "@/lib/jobs/transitions/leg";
import type { Settlement } from "@/lib/jobs/transitions/settle-run";

/** The one job of this proof. Nothing delivers it: the proof itself is its worker. */
export const probe = defineJob({
  type: "probe",
  endpoint: "/api/jobs/probe",
  description: "Is claimed and settled by a proof.",
  payload: z.object({ text: z.string() }),
  result: z.unknown(),
  retries: 5,
  timeoutSeconds: 30,
  maxContinuations: 5,
});

/** A pending row. */
export async function planted(db: Database): Promise<Leg> {
  const { leg } = await insert(db, await prepare(probe, { text: "planted" }, {}));
  if (leg === null) throw new Error("A row without a key is new.");
  return leg;
}

/** A row that a run of the proof holds. */
export async function held(db: Database): Promise<HeldRun> {
  const { jobId, type, leg } = await planted(db);
  const claimed = await claim(db, { jobId, type, leg, claimId: randomUUID() });
  if (!claimed.claimed) throw new Error("A planted row can be claimed.");
  return claimed.held;
}

/** The plainest settlement of a run. */
export function settlementOf({ jobId, run, leg, attempt }: Settlement["run"]): Settlement {
  return {
    run: { jobId, run, leg, attempt },
    progress: null,
    error: null,
    messageId: null,
    appVersion: null,
  };
}
