import { once } from "node:events";
import http from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createJobPoller, JobUnavailable } from "./job-poller";

const PENDING = { status: "pending", notBefore: null, nextAttemptAt: null };

type Answer = { status?: number; headers?: Record<string, string>; body?: object };

let server: http.Server;
let origin: string;
let requests: http.IncomingMessage[];
let answers: Answer[];

beforeEach(async () => {
  requests = [];
  answers = [];
  server = http.createServer((request, response) => {
    requests.push(request);
    const { status = 200, headers = {}, body } = answers.shift() ?? {};
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(body && JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

describe("watching a job", () => {
  it("is one request, however many components ask at once", async () => {
    answers = [{ body: PENDING }];
    const { poll } = createJobPoller(origin);
    const [one, other] = await Promise.all([poll("a"), poll("a")]);
    expect(one).toBe(other);
    expect(await poll("a")).toBe(one);
    expect(requests.map(({ url }) => url)).toEqual(["/api/v1/status/a"]);
  });

  it("asks again with the version it has, and keeps what it has when nothing changed", async () => {
    answers = [
      { headers: { etag: '"v7"' }, body: PENDING },
      { status: 304, headers: { etag: '"v7"' } },
    ];
    const { poll, refresh } = createJobPoller(origin);
    const first = await poll("a");
    expect(await refresh("a")).toBe(first);
    expect(requests[1]?.headers["if-none-match"]).toBe('"v7"');
  });

  it("asks no more once the job has settled", async () => {
    answers = [{ body: { status: "completed" } }];
    const { poll, refresh, dueInMs } = createJobPoller(origin);
    await poll("a");
    await refresh("a");
    expect(dueInMs("a")).toBe(0);
    expect(requests).toHaveLength(1);
  });

  it("waits as long as the server asks for", async () => {
    answers = [{ headers: { "retry-after": "60" }, body: { ...PENDING, status: "processing" } }];
    const { poll, dueInMs } = createJobPoller(origin);
    await poll("a");
    expect(dueInMs("a")).toBeGreaterThan(50_000);
  });

  it("tells what the server refused, and whether asking again makes sense", async () => {
    const problem = {
      type: "/docs/problems#not-found",
      title: "Not found",
      status: 404,
      detail: "No such job.",
    };
    answers = [
      { status: 404, headers: { "content-type": "application/problem+json" }, body: problem },
      { status: 503, headers: { "content-type": "text/html", "retry-after": "5" } },
    ];
    const { poll } = createJobPoller(origin);
    const unknown = await poll("a").catch((error: unknown) => error);
    expect(unknown).toBeInstanceOf(JobUnavailable);
    expect(unknown).toMatchObject({ problem, isFinal: true });
    await expect(poll("b")).rejects.toMatchObject({ isFinal: false, retryAfterSeconds: 5 });
  });

  it("knows by how much the server's clock differs", async () => {
    const ahead = new Date(Date.now() + 3_600_000).toUTCString();
    answers = [{ headers: { date: ahead }, body: PENDING }, { body: PENDING }];
    const { poll } = createJobPoller(origin);
    expect((await poll("a")).clockSkewMs).toBeGreaterThan(3_500_000);
    expect((await poll("b")).clockSkewMs).toBe(0);
  });
});
