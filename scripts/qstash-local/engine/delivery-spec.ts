import type { HeaderMap } from "../http/header-map";

/** Everything a delivery needs to know, as plain data; never changes once accepted. A schedule keeps one and makes messages from it. */
export type DeliverySpec = {
  /** The destination exactly as published: it is also the subject of the signature. */
  url: string;
  method: string;
  /** What the destination will get besides our own headers; canonical names. */
  header: HeaderMap;
  body: Buffer;
  /** Retries after the first attempt. */
  retries: number;
  /** An expression that compiles. Absent: the default backoff. */
  retryDelay?: string;
  /** Time limit of one attempt. Absent: the plan's. */
  timeoutMs?: number;
  callback?: CallbackSpec;
  failureCallback?: CallbackSpec;
  labels: readonly string[];
  /** What the API must not show. Absent: nothing. */
  redact?: Redaction;
  /** Who published it. */
  callerIp: string;
  /** The queue that delivers it in order. */
  queueName?: string;
  /** What limits its deliveries, together with all others of the same key. */
  flowControl?: FlowControlOption;
  /** The URL group it was published to, and the endpoint's name there. */
  topicName?: string;
  endpointName?: string;
};

/** `Upstash-Redact-Fields` (protocol §3.1); header names are canonical. */
export type Redaction = { body: boolean; headers: "all" | readonly string[] };

/** `Upstash-Flow-Control-Key` and `-Value` (protocol §3.5). Numbers that were not sent are absent. */
export type FlowControlOption = { key: string; parallelism?: number; rate?: number; periodMs?: number };

/** Where and how to report about a message. What is absent is inherited from the message (register 7). */
export type CallbackSpec = {
  url: string;
  method: string;
  header: HeaderMap;
  retries?: number;
  retryDelay?: string;
  timeoutMs?: number;
};

/** Retries of a message that asks for no number. Source: protocol §3.3. */
export const DEFAULT_RETRIES = 3;
