import type { RetryDelay } from "../delivery/retry-delay";
import type { HeaderMap } from "../http/header-map";

/** Everything a delivery needs to know; never changes once accepted. A schedule keeps one and makes messages from it. */
export type DeliverySpec = {
  /** The destination exactly as published: it is also the subject of the signature. */
  url: string;
  method: string;
  /** What the destination will get besides our own headers; canonical names. */
  header: HeaderMap;
  body: Buffer;
  /** Retries after the first attempt. */
  retries: number;
  /** Absent: the default backoff. */
  retryDelay?: RetryDelayOption;
  /** Time limit of one attempt. Absent: the plan's. */
  timeoutMs?: number;
  callback?: CallbackSpec;
  failureCallback?: CallbackSpec;
  labels: readonly string[];
  /** Who published it. */
  callerIp: string;
};

/** A compiled `Upstash-Retry-Delay`, with its text for whoever asks. */
export type RetryDelayOption = { text: string; delayOf: RetryDelay };

/** Where and how to report about a message. What is absent is inherited from the message (register 7). */
export type CallbackSpec = {
  url: string;
  method: string;
  header: HeaderMap;
  retries?: number;
  retryDelay?: RetryDelayOption;
  timeoutMs?: number;
};

/** Retries of a message that asks for no number. Source: protocol §3.3. */
export const DEFAULT_RETRIES = 3;
