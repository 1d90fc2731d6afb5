/**
 * The answers QStash gets, and what it does with them (protocol §4.3):
 *
 * | answer | meaning |
 * |---|---|
 * | 200 | done with this message, whatever became of the job |
 * | 401, 413 | not ours to run |
 * | 489 + `Upstash-NonRetryable-Error` | never deliver this message again; the failure callback follows |
 * | 503 + `Retry-After` | deliver again then |
 *
 * QStash keeps bodies in its logs, so they say no more than a code.
 */
export function done(code: string): Response {
  return Response.json({ ok: true, code });
}

export function refused(status: 401 | 413, code: string): Response {
  return Response.json({ ok: false, code }, { status });
}

export function never(code: string): Response {
  return Response.json(
    { ok: false, code },
    { status: 489, headers: { "Upstash-NonRetryable-Error": "true" } },
  );
}

/**
 * From a process that was told to stop. It breaks off the connection: one that is kept busy would keep the process
 * from ending, and over a new one a load balancer finds another process.
 */
export function elsewhere(): Response {
  const headers = { "Retry-After": "1", Connection: "close" };
  return Response.json({ ok: false, code: "shutting-down" }, { status: 503, headers });
}

/** @param seconds from now, rounded up to whole ones */
export function later(code: string, seconds: number): Response {
  const headers = { "Retry-After": String(Math.max(0, Math.ceil(seconds))) };
  return Response.json({ ok: false, code }, { status: 503, headers });
}
