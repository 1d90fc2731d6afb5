import { createBoundedMap } from "./bounded-map";
import { ResendError } from "./resend-error";

const KEPT_MS = 24 * 60 * 60 * 1000;

type Entry = { fingerprint: string; at: number; answer: unknown };

/** An answer that is still being worked on. */
const IN_FLIGHT = Symbol("in flight");

export type IdempotencyKeys = {
  /**
   * Takes a key for a request.
   *
   * @returns the answer that the key already has, if any.
   * @throws {ResendError} 409 when the key is in flight or belongs to another payload.
   */
  take(key: string, fingerprint: string): { answer?: unknown };
  /** Keeps the answer for 24 hours. */
  keep(key: string, answer: unknown): void;
  /** Lets the key go unused: only accepted mails hold one. */
  release(key: string): void;
  clear(): void;
};

/** Idempotency keys as Resend keeps them (https://resend.com/docs/dashboard/emails/idempotency-keys). */
export function createIdempotencyKeys(options: { most: number; now(): number }): IdempotencyKeys {
  const entries = createBoundedMap<string, Entry>(options.most);

  function current(key: string): Entry | undefined {
    const entry = entries.get(key);
    return entry && (entry.answer === IN_FLIGHT || options.now() - entry.at < KEPT_MS) ? entry : undefined;
  }

  return {
    take(key, fingerprint) {
      const entry = current(key);
      if (!entry) {
        entries.delete(key);
        entries.set(key, { fingerprint, at: options.now(), answer: IN_FLIGHT });
        return {};
      }
      if (entry.answer === IN_FLIGHT) throw inFlight();
      if (entry.fingerprint !== fingerprint) throw otherPayload();
      return { answer: entry.answer };
    },
    keep(key, answer) {
      const entry = entries.get(key);
      if (entry) entry.answer = answer;
    },
    release(key) {
      if (entries.get(key)?.answer === IN_FLIGHT) entries.delete(key);
    },
    clear: () => entries.clear(),
  };
}

function inFlight(): ResendError {
  return new ResendError(
    "concurrent_idempotent_requests",
    "Same idempotency key used while original request is still in progress.",
  );
}

function otherPayload(): ResendError {
  return new ResendError(
    "invalid_idempotent_request",
    "Same idempotency key used with a different request payload.",
  );
}
