import { Client } from "@upstash/qstash";
import { env } from "@/lib/env/env";

/** No call to QStash may hold a request or a sweep for longer; the SDK itself has no limit. */
const QSTASH_LIMIT_SECONDS = 10;

/** Thrown when QStash has not answered in time. The call may still have been accepted. */
class QStashTimeoutError extends Error {
  override name = "QStashTimeoutError";

  constructor(limitSeconds: number) {
    super(`QStash did not answer within ${limitSeconds} s.`);
  }
}

/**
 * Calls QStash with the official client, at most 10 s long. One network retry only: every publish of ours
 * carries a deduplication id, and the row is published again later anyway.
 *
 * @throws {QStashTimeoutError} or the SDK's own error for an answer that is not 2xx.
 */
export async function callQStash<Answer>(
  call: (client: Client) => Promise<Answer>,
  limitSeconds = QSTASH_LIMIT_SECONDS,
): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new QStashTimeoutError(limitSeconds)), limitSeconds * 1000);
  });
  try {
    return await Promise.race([call(client()), limit]);
  } finally {
    clearTimeout(timer);
  }
}

function client(): Client {
  const { QSTASH_URL, QSTASH_TOKEN } = env();
  return new Client({
    baseUrl: QSTASH_URL,
    token: QSTASH_TOKEN,
    // Never the SDK's development mode: it replaces credentials, in production too (protocol §1.5).
    devMode: false,
    enableTelemetry: false,
    retry: { retries: 1, backoff: () => 100 },
  });
}
