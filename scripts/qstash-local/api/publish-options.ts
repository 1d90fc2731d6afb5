import type { DeduplicationOptions } from "../engine/deduplication";
import { type CallbackSpec, DEFAULT_RETRIES, type DeliverySpec } from "../engine/delivery-spec";
import { type HeaderMap, headerValue } from "../http/header-map";
import { badRequest } from "../http/http-error";
import { readFlowControl } from "./flow-control-options";
import { forwardedHeaders, prefixedHeaders } from "./forwarded-headers";
import {
  readCallbackUrl,
  readDurationMs,
  readFlag,
  readMethod,
  readRetryDelay,
  readWholeNumber,
} from "./option-values";
import { readRedaction } from "./redaction";

/** What the headers of a publish ask for. What was not asked for is absent; unknown `Upstash-*` headers are ignored. */
export type PublishOptions = Partial<Omit<DeliverySpec, "url" | "header" | "body" | "callerIp">> &
  DeduplicationOptions & {
    delayMs?: number;
    notBefore?: number;
  };

/** Reads the publish headers of protocol §3 (lower-case names). @throws {HttpError} 400 that names the header. */
export function readPublishOptions(headers: HeaderMap): PublishOptions {
  const read = readerOf(headers);
  return {
    ...readSending("upstash", read),
    delayMs: read("upstash-delay", readDurationMs),
    notBefore: read("upstash-not-before", readUnixSeconds),
    deduplicationId: read("upstash-deduplication-id", readDeduplicationId),
    contentBasedDeduplication: read("upstash-content-based-deduplication", readFlag),
    labels: readLabels(headers),
    flowControl: readFlowControl(headers),
    redact: read("upstash-redact-fields", readRedaction),
    callback: readCallback(headers, "upstash-callback"),
    failureCallback: readCallback(headers, "upstash-failure-callback"),
  };
}

/** `Upstash-Label`: several with commas between them. */
export function readLabels(headers: HeaderMap): string[] | undefined {
  return headerValue(headers, "upstash-label")
    ?.split(",")
    .map((label) => label.trim())
    .filter(Boolean);
}

/** A whole spec: the options, with the defaults for what was not asked for. */
export function specFrom(
  options: PublishOptions,
  message: Pick<DeliverySpec, "url" | "body" | "callerIp" | "queueName"> & { headers: HeaderMap },
): DeliverySpec {
  return {
    url: message.url,
    method: options.method ?? "POST",
    header: forwardedHeaders(message.headers),
    body: message.body,
    retries: options.retries ?? DEFAULT_RETRIES,
    retryDelay: options.retryDelay,
    timeoutMs: options.timeoutMs,
    callback: options.callback,
    failureCallback: options.failureCallback,
    labels: options.labels ?? [],
    redact: options.redact,
    callerIp: message.callerIp,
    queueName: message.queueName,
    flowControl: options.flowControl,
  };
}

/** A stored spec with the options of a later request in place of its own: how a dead letter is retried (protocol §2.9). */
export function respecified(spec: DeliverySpec, options: PublishOptions): DeliverySpec {
  return {
    ...spec,
    method: options.method ?? spec.method,
    retries: options.retries ?? spec.retries,
    retryDelay: options.retryDelay ?? spec.retryDelay,
    timeoutMs: options.timeoutMs ?? spec.timeoutMs,
    callback: options.callback ?? spec.callback,
    failureCallback: options.failureCallback ?? spec.failureCallback,
    labels: options.labels ?? spec.labels,
    flowControl: options.flowControl ?? spec.flowControl,
    redact: options.redact ?? spec.redact,
  };
}

type Read = <Value>(name: string, parse: (name: string, text: string) => Value) => Value | undefined;

function readerOf(headers: HeaderMap): Read {
  return (name, parse) => {
    const text = headerValue(headers, name);
    return text === undefined ? undefined : parse(name, text);
  };
}

/** The four options that a message and a callback share. */
function readSending(prefix: string, read: Read) {
  return {
    method: read(`${prefix}-method`, readMethod),
    retries: read(`${prefix}-retries`, readWholeNumber),
    retryDelay: read(`${prefix}-retry-delay`, readRetryDelay),
    timeoutMs: read(`${prefix}-timeout`, readDurationMs) || undefined,
  };
}

function readCallback(headers: HeaderMap, prefix: string): CallbackSpec | undefined {
  const read = readerOf(headers);
  const url = read(prefix, readCallbackUrl);
  if (url === undefined) return undefined;
  if (read(`${prefix}-delay`, readDurationMs))
    throw badRequest(`${prefix}-delay: a callback cannot be delayed`);
  const sending = readSending(prefix, read);
  return {
    ...sending,
    url,
    method: sending.method ?? "POST",
    header: prefixedHeaders(headers, `${prefix}-forward-`),
  };
}

function readUnixSeconds(name: string, text: string): number {
  return readWholeNumber(name, text) * 1000;
}

const DEDUPLICATION_ID_MAX = 128;

function readDeduplicationId(_name: string, text: string): string {
  if (text.includes(":")) throw badRequest("DeduplicationId cannot contain ':'");
  if (text.length <= DEDUPLICATION_ID_MAX) return text;
  throw badRequest(
    `DeduplicationId is too long: at most ${DEDUPLICATION_ID_MAX} characters, came ${text.length}`,
  );
}
