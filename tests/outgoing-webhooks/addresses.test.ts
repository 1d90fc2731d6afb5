import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect, database, useDatabase } from "@/lib/db/client";
import { INTERNAL_SPELLINGS } from "@/lib/http/outgoing/internal-spellings";
import { Problem } from "@/lib/http/problem";
import type { Actor } from "@/lib/jobs/actor";
import { changeEndpoint } from "@/lib/outgoing-webhooks/change-endpoint";
import { createEndpoint } from "@/lib/outgoing-webhooks/create-endpoint";
import { registry } from "@/lib/registry";
import { appEnvironment } from "@/tests/helpers/app-environment";
import { makeOrganization } from "@/tests/helpers/organizations";
import { testDatabase } from "@/tests/helpers/postgres";
import { select } from "@/tests/helpers/rows";

let owner: Actor;
let close: () => Promise<void>;
const url = "https://8.8.8.8/hooks";
beforeAll(async () => {
  const fresh = await testDatabase();
  // An app on the internet: on one that is on this machine, this machine may be called.
  Object.assign(
    process.env,
    appEnvironment({
      DATABASE_URL: fresh.url,
      QSTASH_URL: "http://127.0.0.1:9",
      BASE_URL: "https://app.example.com",
    }),
  );
  const connected = connect(fresh.url);
  useDatabase(connected.db);
  [owner = owner] = await makeOrganization(connected.db);
  close = async () => {
    await connected.close();
    await fresh.drop();
  };
});
afterAll(() => close());

const written = () => select(database(), sql`select url from webhook_endpoints`);

it("an internal address in more than sixty spellings is refused with what to do, and nothing is written", async () => {
  const problems = await Promise.all(
    INTERNAL_SPELLINGS.map((address) => problemOf(createEndpoint(owner, { url: address }, registry))),
  );
  expect(problems.length).toBeGreaterThan(60);
  for (const { problem, errors } of problems) {
    expect(problem).toBe("invalid");
    expect(errors).toEqual([{ pointer: "/url", detail: expect.stringMatching(/^The address.* Give /) }]);
  }
  expect(await written()).toEqual([]);
});

it("neither can an endpoint be moved to one, nor enabled when it leads to one by now", async () => {
  const { endpointId } = await createEndpoint(owner, { url }, registry);
  const moved = changeEndpoint(owner, endpointId, { url: "https://169.254.169.254/" }, registry);
  expect((await problemOf(moved)).errors).toMatchObject([{ pointer: "/url" }]);
  expect(await written()).toEqual([{ url }]);
  await changeEndpoint(owner, endpointId, { enabled: false }, registry);
  await database().execute(sql`update webhook_endpoints set url = 'https://10.0.0.1/'`);
  const enabled = changeEndpoint(owner, endpointId, { enabled: true }, registry);
  expect((await problemOf(enabled)).errors).toMatchObject([{ pointer: "/url" }]);
});

async function problemOf(refused: Promise<unknown>): Promise<Problem> {
  const error = await refused.catch((thrown: unknown) => thrown);
  if (!(error instanceof Problem)) throw new Error("It was not refused with a problem.");
  return error;
}
