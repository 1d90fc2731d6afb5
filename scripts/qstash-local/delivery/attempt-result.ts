import type { HeaderMap } from "../http/header-map";

/**
 * How one HTTP attempt ended. Without an answer (refused, reset, timed out) the status is 0, the header is empty and
 * `error` says why; `body` then holds the same text, which callbacks and dead letters show (register 7 and 19).
 */
export type AttemptResult = {
  status: number;
  header: HeaderMap;
  body: Buffer;
  error?: string;
  /** No attempt follows, however many are left. */
  isFinal?: true;
};

/** An attempt that got no answer. */
export function noAnswer(reason: string): AttemptResult {
  return { status: 0, header: new Map(), body: Buffer.from(reason), error: reason };
}

/** A 2xx: the message is delivered for good. */
export function isSuccess({ status }: AttemptResult): boolean {
  return status >= 200 && status <= 299;
}
