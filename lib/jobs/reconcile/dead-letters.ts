import { z } from "zod";
import { env } from "@/lib/env/env";
import { parseJson } from "@/lib/http/parse-json";
import { type JobMessage, jobMessage } from "@/lib/jobs/publishing/message";
import { callQStash } from "@/lib/qstash/client";

/** Most letters that QStash lists at once (protocol §2.9). */
const PAGE = 100;

const letter = z.object({
  dlqId: z.string().min(1).max(128),
  url: z.string(),
  body: z.string().optional(),
  label: z.string().optional(),
  labels: z.array(z.string()).optional(),
});
const page = z.object({ messages: z.array(letter), cursor: z.string().nullish() });

/** A job message that QStash gave up. */
export type DeadMessage = JobMessage & { dlqId: string };

/**
 * A page of the dead letters that this environment sent. Others of the account are left out: those of another
 * environment or address, and what is no job message.
 */
export async function deadLetters(
  cursor: string | null,
): Promise<{ messages: DeadMessage[]; cursor: string | null }> {
  const { JOBS_ENVIRONMENT } = env();
  const answer = await callQStash((client) =>
    client.dlq.listMessages({
      count: PAGE,
      filter: { label: JOBS_ENVIRONMENT },
      ...(cursor === null ? {} : { cursor }),
    }),
  );
  const { messages, cursor: next } = page.parse(answer);
  return { messages: messages.filter(isOurs).flatMap(asJobMessage), cursor: next || null };
}

function isOurs({ url, label, labels = [] }: z.output<typeof letter>): boolean {
  const { BASE_URL, JOBS_ENVIRONMENT } = env();
  return url.startsWith(`${BASE_URL}/`) && [label, ...labels].includes(JOBS_ENVIRONMENT);
}

function asJobMessage({ dlqId, body = "" }: z.output<typeof letter>): DeadMessage[] {
  try {
    const message = jobMessage.safeParse(parseJson(body));
    return message.success ? [{ ...message.data, dlqId }] : [];
  } catch {
    return [];
  }
}
