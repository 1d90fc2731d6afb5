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
    const { poll } = createJobPoller({ origin });
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
    const { poll, refresh } = createJobPoller({ origin });
    const first = await poll("a");
    expect(await refresh("a")).toBe(first);
    expect(requests[1]?.headers["if-none-match"]).toBe('"v7"');
  });

  it("asks no more once the job has settled", async () => {
    answers = [{ body: { status: "completed" } }];
    const { poll, refresh, dueInMs } = createJobPoller({ origin });
    await poll("a");
    await refresh("a");
    expect(dueInMs("a")).toBe(0);
    expect(requests).toHaveLength(1);
  });

  it("waits as long as the server asks for", async () => {
    answers = [{ headers: { "retry-after": "60" }, body: { ...PENDING, status: "processing" } }];
    const { poll, dueInMs } = createJobPoller({ origin });
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
    const { poll } = createJobPoller({ origin });
    const unknown = await poll("a").catch((error: unknown) => error);
    expect(unknown).toBeInstanceOf(JobUnavailable);
    expect(unknown).toMatchObject({ problem, isFinal: true });
    await expect(poll("b")).rejects.toMatchObject({ isFinal: false, retryAfterSeconds: 5 });
  });

  it("knows by how much the server's clock differs", async () => {
    const ahead = new Date(Date.now() + 3_600_000).toUTCString();
    answers = [{ headers: { date: ahead }, body: PENDING }, { body: PENDING }];
    const { poll } = createJobPoller({ origin });
    expect((await poll("a")).clockSkewMs).toBeGreaterThan(3_500_000);
    expect((await poll("b")).clockSkewMs).toBe(0);
  });
});

describe("doing something to a job", () => {
  it("asks for a cancel, and says what the server has against it", async () => {
    const problem = {
      type: "/docs/problems#not-cancellable",
      title: "Ended",
      status: 409,
      detail: "It has ended.",
    };
    answers = [
      { status: 202 },
      { status: 409, headers: { "content-type": "application/problem+json" }, body: problem },
    ];
    const { act } = createJobPoller({ origin });
    expect(await act("cancel", "a")).toBeNull();
    expect(await act("cancel", "a")).toEqual(problem);
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "POST /api/v1/cancel/a",
      "POST /api/v1/cancel/a",
    ]);
  });

  it("watches a job again that was started once more", async () => {
    answers = [{ body: { status: "failed", completedAt: "1" } }, { status: 202 }, { body: PENDING }];
    const { poll, act } = createJobPoller({ origin });
    await poll("a");
    await act("retry", "a");
    expect((await poll("a")).job.status).toBe("pending");
  });
});

describe("tabs", () => {
  let channels: BroadcastChannel[];
  beforeEach(() => {
    channels = [];
  });
  afterEach(() => {
    for (const channel of channels) channel.close();
  });

  function tab() {
    const channel = new BroadcastChannel(origin);
    channels.push(channel);
    return createJobPoller({ origin, channel });
  }

  /** Resolves with the next news that a tab hears. */
  function nextNews(poller: ReturnType<typeof tab>) {
    return new Promise((resolve) => {
      const end = poller.listen((news) => {
        end();
        resolve(news);
      });
    });
  }

  it("hear from each other how a job has ended, and ask no more", async () => {
    const [one, other] = [tab(), tab()];
    answers = [{ body: { ...PENDING, jobId: "a" } }, { body: { jobId: "a", status: "completed" } }];
    await other.poll("a");
    const heard = nextNews(other);
    await one.poll("a");
    expect(await heard).toMatchObject({ kind: "settled", jobId: "a" });
    expect((await other.refresh("a")).job.status).toBe("completed");
    expect(requests).toHaveLength(2);
  });

  it("hear that a job was started once more, and do not take its first end for its second", async () => {
    const [one, other] = [tab(), tab()];
    answers = [
      { body: { jobId: "a", status: "failed", completedAt: "1" } },
      { status: 202 },
      { body: PENDING },
    ];
    const settled = nextNews(other);
    const { job: ended } = await one.poll("a");
    await settled;
    const reopened = nextNews(other);
    await one.act("retry", "a");
    expect(await reopened).toEqual({ kind: "reopened", jobId: "a" });
    other.tell({ kind: "settled", jobId: "a", job: ended });
    expect((await other.poll("a")).job.status).toBe("pending");
  });

  it("ignore what is no news of ours", async () => {
    const one = tab();
    const stranger = new BroadcastChannel(origin);
    channels.push(stranger);
    const heard = nextNews(one);
    const started = { kind: "started", jobId: "a" };
    for (const message of [
      null,
      "x",
      { kind: "settled", jobId: "a" },
      { kind: "other", jobId: "a" },
      started,
    ]) {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of one origin anyway
      stranger.postMessage(message);
    }
    expect(await heard).toEqual(started);
  });
});
