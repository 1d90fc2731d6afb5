import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { describeError } from "@/lib/jobs/describe-error";
import { emit } from "@/lib/jobs/events";
import { uuids } from "@/lib/jobs/transitions/ids";
import { callQStash } from "@/lib/qstash/client";

/** Ids that one call to QStash names. */
const CALL_MAX = 100;

/**
 * Takes the messages of cancelled jobs back from QStash, so that it does not deliver for nothing. Never throws: a
 * message that comes all the same finds its job ended.
 */
export function dropMessages(jobIds: readonly string[]): Promise<void> {
  return jobIds.length === 0 ? Promise.resolve() : takeBack(() => messagesOf(jobIds));
}

/** The same with one message that another one has taken the place of; null for none. Never throws. */
export function dropMessage(messageId: string | null): Promise<void> {
  return messageId === null ? Promise.resolve() : takeBack(() => Promise.resolve([messageId]));
}

async function takeBack(find: () => Promise<string[]>): Promise<void> {
  try {
    const messageIds = await find();
    for (let start = 0; start < messageIds.length; start += CALL_MAX) {
      await callQStash((client) => client.messages.cancel(messageIds.slice(start, start + CALL_MAX)));
    }
  } catch (error) {
    emit({ name: "step-failed", during: "take messages back", error: describeError(error).message });
  }
}

async function messagesOf(jobIds: readonly string[]): Promise<string[]> {
  const rows = await query(
    database(),
    z.object({ messageId: z.string() }),
    sql`select message_id as "messageId" from job_executions
      where job_id in (${uuids(jobIds)}) and status = 'cancelled' and message_id is not null`,
  );
  return rows.map(({ messageId }) => messageId);
}
