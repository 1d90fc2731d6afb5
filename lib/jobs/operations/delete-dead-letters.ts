import { database } from "@/lib/db/client";
import { asDeadMessage, type Letter, lettersOf } from "@/lib/jobs/reconcile/dead-letters";
import type { By } from "@/lib/jobs/transitions/audit";
import { callQStash } from "@/lib/qstash/client";
import { noteDeed } from "./note-deed";

/**
 * Deletes dead letters of this environment from QStash, 100 at most; those of others in the account are left alone,
 * and so are the jobs.
 *
 * @param ofJob only those that were for this job.
 * @returns how many are gone now.
 * @throws as `callQStash` does.
 */
export async function deleteDeadLetters(dlqIds: readonly string[], by: By, ofJob?: string): Promise<number> {
  const isMeant = (letter: Letter) =>
    ofJob === undefined || asDeadMessage(letter).some(({ jobId }) => jobId === ofJob);
  const own = (await lettersOf(dlqIds)).filter(isMeant).map(({ dlqId }) => dlqId);
  if (own.length === 0) return 0;
  // Before it is done: what nobody noted nobody did.
  await noteDeed(database(), "delete-dead-letters", by, { dlqIds: own });
  await callQStash((client) => client.dlq.delete(own));
  return own.length;
}
