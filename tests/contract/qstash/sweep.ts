import type { Client } from "@upstash/qstash";
import { belongingsOf } from "./belongings";

/**
 * Removes what a test leaves on a server that lives on, so that nothing is delivered to nobody for days: all for
 * destinations below its URL, and the queues that go by one of its names.
 */
export async function sweep(client: Client, baseUrl: string, names: ReadonlySet<string>): Promise<void> {
  const own = belongingsOf(client, baseUrl);
  for (const { scheduleId } of await own.schedules()) await client.schedules.delete(scheduleId);
  for (const { name } of await client.queue().list())
    if (names.has(name)) await client.queue({ queueName: name }).delete();
  for (const { name, endpoints } of await client.urlGroups.list())
    if (endpoints.every(({ url }) => url.startsWith(baseUrl))) await client.urlGroups.delete(name);
  const messageIds = (await own.logs()).map((entry) => entry.messageId);
  // A list names each message: an empty filter would cancel those of everybody.
  if (messageIds.length > 0) await client.messages.cancel([...new Set(messageIds)]);
  const letters = await own.letters();
  if (letters.length > 0) await client.dlq.delete(letters.map(({ dlqId }) => dlqId));
}
