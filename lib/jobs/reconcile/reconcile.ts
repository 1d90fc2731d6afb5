import { database } from "@/lib/db/client";
import { describeError } from "@/lib/jobs/describe-error";
import { emit } from "@/lib/jobs/events";
import { assertOwnDatabase } from "@/lib/jobs/install/owner";
import { noteReconciled } from "@/lib/jobs/install/take";
import { alert } from "./alert";
import { cancelRest } from "./cancel-rest";
import { type Deploy, NO_DEPLOY } from "./deploy";
import { erasePayloads } from "./erase-payloads";
import { expireDue } from "./expire-due";
import { importDeadLetters } from "./import-dead-letters";
import { letOnWaiting } from "./let-on-waiting";
import { makeUpMissed } from "./make-up-missed";
import { pruneOld } from "./prune-old";
import { publishBacklog } from "./publish-backlog";
import { registerSchedules } from "./register-schedules";
import { repairBatches } from "./repair-batches";
import { rescueStuck } from "./rescue-stuck";
import { rollMetricsUp } from "./roll-metrics-up";
import { NOTHING, type Step, sum, type Tally } from "./tally";
import { unparkKnownTypes } from "./unpark-known";
import { unparkResumed } from "./unpark-resumed";
import { wakeWaiting } from "./wake-waiting";

/** In this order: what ends first needs no message, and what was moved leaves with the backlog at the latest. */
const STEPS: Readonly<Record<string, Step>> = {
  "expire what is past its deadline": expireDue,
  "cancel what is to end": cancelRest,
  "put the counters of batches right": repairBatches,
  "wake what waits for a full batch": wakeWaiting,
  "send on what is not paused any more": unparkResumed,
  "send on what this deploy can run": unparkKnownTypes,
  "rescue what is stuck": rescueStuck,
  "take dead letters over": importDeadLetters,
  "let on who waits for a free key": letOnWaiting,
  "make up for missed ticks of schedules": makeUpMissed,
  "tell QStash of schedules": registerSchedules,
  "publish what never left": publishBacklog,
  "roll the metrics up": rollMetricsUp,
  "apply the rules of alerts": alert,
  "erase payloads": erasePayloads,
  "let go what was kept long enough": pruneOld,
};

/** No step begins later than this into a pass, in milliseconds: with the database away each one waits for it. */
const PASS_MS_MAX = 60_000;

/**
 * One pass over what is stuck, step by step. Any number of passes may run at once. On a healthy database it
 * writes nothing but its time and the metrics. A step that fails does not keep the others from their work.
 *
 * @throws {ForeignDatabaseError} in a database of another environment, of which nothing is touched.
 * @throws what the first step threw that failed, after the others.
 */
export async function reconcile(deploy: Deploy = NO_DEPLOY): Promise<Tally> {
  const stopAt = performance.now() + PASS_MS_MAX;
  await assertOwnDatabase(database());
  const failures: unknown[] = [];
  let tally: Tally = NOTHING;
  for (const [during, step] of Object.entries(STEPS)) {
    if (performance.now() > stopAt) break;
    try {
      tally = sum(tally, await step(deploy));
    } catch (error) {
      emit({ name: "step-failed", during, error: describeError(error).message });
      failures.push(error);
    }
  }
  emit({ name: "reconciled", tally });
  if (failures.length > 0) throw failures[0];
  await noteReconciled(database());
  return tally;
}
