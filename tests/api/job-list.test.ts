import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { jobsView } from "@/lib/api/list-answer";
import { database } from "@/lib/db/client";
import type { Actor } from "@/lib/jobs/actor";
import { cancel } from "@/lib/jobs/transitions/cancel";
import { complete } from "@/lib/jobs/transitions/complete";
import { servedApiRoutes } from "@/tests/helpers/api-routes";
import { type Client, startApp, type TestApp } from "@/tests/helpers/app";
import { demoActor } from "@/tests/helpers/demo-actor";
import { makeOrganization } from "@/tests/helpers/organizations";
import { beginRun, plantJob, SETTLEMENT } from "@/tests/helpers/planted-job";
import { select } from "@/tests/helpers/rows";

let app: TestApp;
let ada: Client;
let member: Client;
/** What there is of the organization, newest first. */
let all: string[];
let cancelled: string;
let completed: string;
let running: string;
/** Of another member, of Ada without the organization, and of strangers. */
let others: string;
let own: string;
let foreign: string;
beforeAll(async () => {
  app = await startApp(await servedApiRoutes());
  ada = await app.as("ada@example.test");
  member = await app.as("annie@example.test");
  // What the seed has started is not of interest here.
  await database().execute(sql`delete from job_executions`);
  const actor = await demoActor("ada@example.test", "owner");
  const [stranger] = await makeOrganization(database());
  foreign = await plantJob(stranger ?? actor);
  own = await plantJob({ ...actor, organizationId: null });
  others = await plantJob(await demoActor("annie@example.test"));
  [completed, running, cancelled] = await three(actor);
  await complete(database(), { ...SETTLEMENT, run: await beginRun(completed) }, { json: null, note: null });
  await beginRun(running);
  await cancel(database(), [cancelled]);
  all = [cancelled, running, completed, others];
});
afterAll(() => app.stop());

async function three(actor: Actor): Promise<[string, string, string]> {
  return [await plantJob(actor), await plantJob(actor), await plantJob(actor)];
}

async function list(query: string, client = member) {
  const answer = await client(`/api/v1/status${query}`);
  expect(answer.status).toBe(200);
  return { ...jobsView.strict().parse(await answer.json()), link: answer.headers.get("link") };
}

async function ids(query: string, client = member): Promise<string[]> {
  return (await list(query, client)).items.map(({ jobId }) => jobId);
}

describe("the list of jobs", () => {
  it("has those of one's organization and one's own, newest first, and no others", async () => {
    expect(await ids("")).toEqual(all);
    expect(await ids("", ada)).toEqual([...all, own]);
    const everywhere = await select(database(), sql`select job_id::text as id from job_executions`);
    expect(everywhere.map(({ id }) => id)).toContain(foreign);
  });

  it.each([
    ["?status=cancelled", () => [cancelled]],
    ["?status=cancelled,completed", () => [cancelled, completed]],
    ["?status=processing,%20pending", () => [running, others]],
    ["?type=send-email", () => all],
    ["?type=export-data", () => []],
    ["?type=nope", () => []],
    ["?active=true", () => [running, others]],
    ["?active=false", () => [cancelled, completed]],
    ["?active=true&status=completed", () => []],
    ["?mine=true", () => [others]],
    ["?mine=false", () => all],
    ["?batchId=01a2013f-f388-79b7-b611-fb284e5ee3d7", () => []],
    ["?since=2020-01-01T00:00:00Z", () => all],
    ["?until=2020-01-01T00:00:00Z", () => []],
    ["?since=9999-12-31T23:59:59Z", () => []],
    ["?unknown=1&__proto__=x&status=cancelled", () => [cancelled]],
    ["?status=cancelled&status=nonsense", () => [cancelled]],
  ])("with %s", async (query, expected) => {
    expect(await ids(query)).toEqual(expected());
  });

  it("lets since and until be moments of any zone", async () => {
    const [row] = await select(
      database(),
      sql`select to_char(created_at at time zone 'UTC' + interval '2 hours', 'YYYY-MM-DD"T"HH24:MI:SS.US"+02:00"') as at
        from job_executions where job_id = ${running}::uuid`,
    );
    const at = encodeURIComponent(
      z
        .string()
        .parse(row?.at)
        .replace(/\d{3}\+/, "+"),
    );
    expect(await ids(`?since=${at}`)).toEqual([cancelled, running]);
    expect(await ids(`?until=${at}`)).toEqual([completed, others]);
  });

  it("comes page by page: each job once, by the link to the next page", async () => {
    const seen: string[] = [];
    let query: string | undefined = "?limit=1&type=send-email";
    while (query !== undefined) {
      const { items, nextCursor, link } = await list(query);
      seen.push(...items.map(({ jobId }) => jobId));
      query = /^<\/api\/v1\/status(\?[^>]+)>; rel="next"$/.exec(link ?? "")?.[1];
      expect(query?.includes(`cursor=${nextCursor}`)).toBe(nextCursor === null ? undefined : true);
    }
    expect(seen).toEqual(all);
  });

  it("says how many there are when it is asked, whatever the page", async () => {
    expect(await list("?count=capped&limit=1&active=true")).toMatchObject({ count: 2, isCapped: false });
    expect(await list("")).not.toHaveProperty("count");
  });

  it("says what can be done with each by who asks: members are offered nothing that they are refused", async () => {
    const own = (await list("")).items.flatMap(({ links }) => links.cancel ?? []);
    expect(own).toEqual([`/api/v1/cancel/${others}`]);
    const items = (await list("", ada)).items.filter(({ jobId }) => all.includes(jobId));
    expect(items.map(({ links }) => links)).toEqual([
      { self: `/api/v1/status/${cancelled}` },
      { self: `/api/v1/status/${running}`, cancel: `/api/v1/cancel/${running}` },
      { self: `/api/v1/status/${completed}` },
      { self: `/api/v1/status/${others}`, cancel: `/api/v1/cancel/${others}` },
    ]);
  });

  it("is 304 while nothing of it has changed", async () => {
    const first = await member("/api/v1/status?active=true");
    const headers = { "If-None-Match": first.headers.get("etag") ?? "" };
    expect((await member("/api/v1/status?active=true", { headers })).status).toBe(304);
  });

  it.each([
    ["status", "?status=done"],
    ["status", "?status="],
    ["type", "?type=%00"],
    ["type", `?type=${"x".repeat(101)}`],
    ["active", "?active=1"],
    ["mine", "?mine=yes"],
    ["batchId", "?batchId=7"],
    ["since", "?since=yesterday"],
    ["since", "?since=0000-01-01T00:00:00Z"],
    ["until", "?until=2026-02-31T00:00:00Z"],
    ["limit", "?limit=0"],
    ["limit", "?limit=101"],
    ["limit", "?limit=1.5"],
    ["cursor", "?cursor=abc"],
    ["cursor", "?cursor=01a2013f-f388-79b7-b611-fb284e5ee3d7"],
    ["count", "?count=all"],
  ])("names %s as what is wrong with %s", async (parameter, query) => {
    const answer = await member(`/api/v1/status${query}`);
    const { errors } = z
      .object({ errors: z.array(z.object({ parameter: z.string(), detail: z.string() })) })
      .parse(await answer.json());
    expect([answer.status, errors.map((error) => error.parameter)]).toEqual([422, [parameter]]);
  });

  it("names everything that is wrong at once", async () => {
    const answer = await member("/api/v1/status?limit=none&active=maybe&mine=true");
    const { errors } = z
      .object({ errors: z.array(z.object({ parameter: z.string() })) })
      .parse(await answer.json());
    expect(errors.map(({ parameter }) => parameter).toSorted()).toEqual(["active", "limit"]);
  });
});
