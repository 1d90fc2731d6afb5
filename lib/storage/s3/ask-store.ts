import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { AwsClient } from "aws4fetch";
import { StorageError } from "@/lib/storage/storage-error";
import { bucketAddress } from "./bucket-address";
import type { S3Config } from "./s3-config";
import { S3Refused } from "./s3-refused";
import { textOf } from "./xml";

/** How often a request is sent at most, and what it waits before the second time, in milliseconds; then twice that. */
const TRIES = 4;
const FIRST_WAIT_MS = 100;

/** Until the store has answered at all; 8 MiB over 2 Mbit/s take half of it. */
const ANSWER_MS = 60_000;

export type Question = {
  method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  key?: string;
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array | string;
  signal?: AbortSignal;
};

/**
 * Asks the store, as often as it takes: each time with a signature of its own, since they are good for minutes only.
 *
 * @returns any answer below 300.
 * @throws {S3Refused} for every other answer.
 * @throws {StorageError} when none came.
 */
export async function askStore(config: S3Config, question: Question): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    question.signal?.throwIfAborted();
    try {
      return await askOnce(config, question);
    } catch (error) {
      if (tries === TRIES || question.signal?.aborted || !isPassing(error)) throw error;
    }
    await wait(FIRST_WAIT_MS * 2 ** (tries - 1) * (0.5 + Math.random()));
  }
}

async function askOnce(config: S3Config, question: Question): Promise<Response> {
  const response = await answerOf(config, question);
  if (response.ok) return response;
  const reason = textOf(await response.text().catch(() => ""), "Code") ?? response.statusText;
  throw new S3Refused(asked(question), response.status, reason);
}

/** The limit of time ends with the answer's head: a body may take as long as its reader does. */
async function answerOf(config: S3Config, question: Question): Promise<Response> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), ANSWER_MS);
  const signal = question.signal ? AbortSignal.any([question.signal, limit.signal]) : limit.signal;
  try {
    return await fetch(await signed(config, question), { signal, redirect: "error", cache: "no-store" });
  } catch (error) {
    question.signal?.throwIfAborted();
    throw new StorageError(`The store gave no answer to ${asked(question)}.`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** The body's hash is signed too, so that the store refuses bytes that changed on the way. */
async function signed(config: S3Config, { method, key = "", query, headers, body }: Question) {
  const { accessKeyId, secretAccessKey, region } = config;
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: "s3" });
  return await client.sign(bucketAddress(config, key, query), {
    method,
    headers: { ...headers, "X-Amz-Content-Sha256": sha256(body ?? "") },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : unshared(body) }),
  });
}

/** A view of the same bytes, of which TypeScript knows that no other thread has them; a copy only where one has. */
function unshared(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = bytes;
  return buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer, byteOffset, byteLength)
    : new Uint8Array(bytes);
}

function sha256(body: Uint8Array | string): string {
  return createHash("sha256").update(body).digest("hex");
}

function asked({ method, key = "" }: Question): string {
  return `${method} ${key === "" ? "the bucket" : key}`;
}

/** What may go well the next time: no answer, a store that is busy, a connection that was too slow for it. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof S3Refused)) return error instanceof StorageError;
  return (
    error.status >= 500 || error.status === 429 || error.status === 408 || error.reason === "RequestTimeout"
  );
}
