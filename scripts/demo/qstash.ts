import { z } from "zod";
import { requestJson } from "./json-request";

const messages = z.object({
  messages: z.array(z.object({ messageId: z.string(), state: z.string(), url: z.string() })),
});
const redelivery = z.object({ status: z.number().nullish() });
const schedules = z.array(z.object({ scheduleId: z.string(), destination: z.string() }));

/** The local QStash, with what it can do for a demo beyond the protocol. */
export type QStash = { url: string; token: string };

/** The ids of messages that this worker route has answered for good. */
export async function deliveredMessages({ url }: QStash, path: string): Promise<string[]> {
  const found = await requestJson(`${url}/_dev/messages`, messages);
  return found.messages
    .filter((message) => message.state === "DELIVERED" && message.url.endsWith(path))
    .map(({ messageId }) => messageId);
}

/** Delivers a message once more, as QStash may at any time; answers the status that came back. */
export async function redeliver({ url }: QStash, messageId: string): Promise<number> {
  const path = `/_dev/messages/${encodeURIComponent(messageId)}/redeliver`;
  const { status } = await requestJson(`${url}${path}`, redelivery, { method: "POST" });
  return status ?? 0;
}

/** Fires the schedule of a route now instead of at its next time. */
export async function fireSchedule({ url, token }: QStash, path: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const found = await requestJson(`${url}/v2/schedules`, schedules, { headers });
  for (const { scheduleId, destination } of found) {
    if (!destination.endsWith(path)) continue;
    const fire = `/_dev/schedules/${encodeURIComponent(scheduleId)}/fire`;
    await requestJson(`${url}${fire}`, z.unknown(), { method: "POST" });
  }
}
