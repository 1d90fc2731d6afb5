import { setTimeout as wait } from "node:timers/promises";
import type { z } from "zod";

const TRY_MS = 15_000;
const PAUSE_MS = 250;

export type JsonRequest = { method?: "GET" | "POST"; headers?: Record<string, string>; body?: unknown };

/** An answer of the wrong status: what was asked, what came. */
class HttpAnswerError extends Error {
  override name = "HttpAnswerError";
}

/**
 * Asks for JSON and checks its shape.
 *
 * @throws {HttpAnswerError} when the answer is no 2xx, with the beginning of its body.
 * @throws {TypeError} when nobody answers.
 */
export async function requestJson<Schema extends z.ZodType>(
  url: string,
  schema: Schema,
  { method = "GET", headers, body }: JsonRequest = {},
): Promise<z.output<Schema>> {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(TRY_MS),
  });
  const text = await response.text();
  if (response.ok) return schema.parse(JSON.parse(text));
  throw new HttpAnswerError(`${method} ${url} answered ${response.status}: ${text.slice(0, 500)}`);
}

/** What `fetch` throws when nobody answers, or not in time. */
function isSilence(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof Error && error.name === "TimeoutError");
}

/** Asks again while nobody answers, as a client does whose server is down for a moment. */
export async function untilAnswered<Result>(ask: () => Promise<Result>, limitMs: number): Promise<Result> {
  const until = performance.now() + limitMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isSilence(error) || performance.now() > until) throw error;
      await wait(PAUSE_MS);
    }
  }
}
