import type { Client } from "@upstash/qstash";
import { belongingsOf } from "./belongings";

/** Removes what a test leaves on a server that lives on, so that nothing is delivered to nobody for days. */
export async function sweep(client: Client, baseUrl: string): Promise<void> {
  const own = belongingsOf(client, baseUrl);
  for (const { scheduleId } of await own.schedules()) await client.schedules.delete(scheduleId);
  for (const { name, endpoints } of await client.urlGroups.list())
    if (endpoints.every(({ url }) => url.startsWith(baseUrl))) await client.urlGroups.delete(name);
  const messageIds = (await own.logs()).map((entry) => entry.messageId);
  // A list names each message: an empty filter would cancel those of everybody.
  if (messageIds.length > 0) await client.messages.cancel([...new Set(messageIds)]);
  const letters = await own.letters();
  if (letters.length > 0) await client.dlq.delete(letters.map(({ dlqId }) => dlqId));
}
