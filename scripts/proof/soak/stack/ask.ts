import type { z } from "zod";

/** Longest wait for an answer, in milliseconds. */
const ANSWER_MS_MAX = 20_000;

/**
 * Sends JSON and reads JSON.
 *
 * @throws {Error} for anything but a 2xx of that shape, and when nobody answers.
 */
export async function ask<Answer extends z.ZodType>(
  answer: Answer,
  url: string,
  {
    method = "POST",
    body,
    token,
  }: { method?: "GET" | "POST" | "DELETE"; body?: unknown; token?: string } = {},
): Promise<z.output<Answer>> {
  const response = await fetch(url, {
    method,
    headers: {
      // A connection that is kept busy would keep a process that was told to stop from ending.
      Connection: "close",
      "Content-Type": "application/json",
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text.slice(0, 300)}`);
  return answer.parse(JSON.parse(text));
}
