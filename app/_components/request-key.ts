import { v4 as uuid } from "uuid";

/**
 * Idempotency keys for requests of one place on a page: one request has one key until it was answered, however often it
 * is sent; the next one has another.
 */
export function createRequestKeys() {
  let unanswered: { request: string; key: string } | undefined;
  return {
    /** The key of a request, by what it says. */
    keyOf: (request: unknown): string => {
      const text = JSON.stringify(request) ?? "";
      if (unanswered?.request !== text) unanswered = { request: text, key: uuid() };
      return unanswered.key;
    },
    /** Notes that an answer came: whoever asks for the same again means another one. */
    answered: (): void => {
      unanswered = undefined;
    },
  };
}
