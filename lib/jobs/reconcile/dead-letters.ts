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
  /** What the app answered last; absent or 0 when it did not. */
  responseStatus: z.number().optional(),
});
const page = z.object({ messages: z.array(letter), cursor: z.string().nullish() });

/** A message that QStash gave up, whatever it was for. */
export type Letter = z.output<typeof letter>;

/** A job message that QStash gave up. */
export type DeadMessage = JobMessage & { dlqId: string };

/**
 * A page of the dead letters that this environment sent. Others of the account are left out: those of another
 * environment or address, and what is no job message.
 */
export async function deadLetters(
  cursor: string | null,
): Promise<{ messages: DeadMessage[]; cursor: string | null }> {
  const { letters, cursor: next } = await ownLetters(cursor);
  return { messages: letters.flatMap(asDeadMessage), cursor: next };
}

/** The same with what is no job message, such as a firing of a schedule; in `limitSeconds` or not at all. */
export async function ownLetters(
  cursor: string | null,
  limitSeconds?: number,
): Promise<{ letters: Letter[]; cursor: string | null }> {
  const { JOBS_ENVIRONMENT } = env();
  const answer = await callQStash(
    (client) =>
      client.dlq.listMessages({
        count: PAGE,
        filter: { label: JOBS_ENVIRONMENT },
        ...(cursor === null ? {} : { cursor }),
      }),
    limitSeconds,
  );
  const { messages, cursor: next } = page.parse(answer);
  return { letters: messages.filter(isOurs), cursor: next || null };
}

/** Those of these letters, 100 at most, that this environment sent and QStash still has. */
export async function lettersOf(dlqIds: readonly string[]): Promise<Letter[]> {
  if (dlqIds.length === 0) return [];
  const answer = await callQStash((client) =>
    client.dlq.listMessages({ dlqIds: [...dlqIds].slice(0, PAGE) }),
  );
  return page.parse(answer).messages.filter(isOurs);
}

function isOurs({ url, label, labels = [] }: Letter): boolean {
  const { BASE_URL, JOBS_ENVIRONMENT } = env();
  return url.startsWith(`${BASE_URL}/`) && [label, ...labels].includes(JOBS_ENVIRONMENT);
}

/** The job message that a letter is; nothing of another one. */
export function asDeadMessage({ dlqId, body = "" }: Letter): DeadMessage[] {
  try {
    const message = jobMessage.safeParse(parseJson(body));
    return message.success ? [{ ...message.data, dlqId }] : [];
  } catch {
    return [];
  }
}
