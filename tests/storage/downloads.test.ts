import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GET as bytes, HEAD as bytesHead } from "@/app/api/files/[artifactId]/route";
import { GET as artifactRoute } from "@/app/api/v1/artifacts/[artifactId]/route";
import { GET as toFile } from "@/app/downloads/[artifactId]/file/route";
import { fileLink, LINK_SECONDS } from "@/lib/artifacts/file-link";
import { finishArtifact } from "@/lib/artifacts/finish-artifact";
import { openArtifact } from "@/lib/artifacts/open-artifact";
import { auth } from "@/lib/auth/auth";
import { database } from "@/lib/db/client";
import { storage } from "@/lib/storage/configured";
import { type Client, startApp, type TestApp } from "@/tests/helpers/app";
import { demoActor } from "@/tests/helpers/demo-actor";
import { select } from "@/tests/helpers/rows";
import { makeTempFolder } from "@/tests/helpers/temp-folder";

const CONTENT = "id,name\r\n1,Ada\r\n2,Grace\r\n";
const NAME = 'users "of" Zoë/2026.csv';
let app: TestApp;
let ada: Client;
let colleague: Client;
let stranger: Client;
let artifactId: string;
let owner: { userId: number; organizationId: number };

beforeAll(async () => {
  process.env.STORAGE_DIR = await makeTempFolder();
  const [last, beforeLast] = [paramsAt(-1), paramsAt(-2)];
  app = await startApp({
    "/api/files/*": (request) =>
      (request.method === "HEAD" ? bytesHead : bytes)(request, { params: last(request) }),
    "/downloads/*": (request) => toFile(request, { params: beforeLast(request) }),
    "/api/v1/artifacts/*": (request) => artifactRoute(request, { params: last(request) }),
  });
  ada = await app.as("ada@example.test");
  colleague = await app.as("annie@example.test");
  await auth().api.signUpEmail({
    body: { name: "Eve Elsewhere", email: "eve@elsewhere.test", password: "demo-password" },
  });
  stranger = await app.as("eve@elsewhere.test");
  const { userId, organizationId } = await demoActor("ada@example.test");
  owner = { userId, organizationId: organizationId ?? 0 };
  artifactId = await ready();
});
afterAll(() => app.stop());

/** The artifact's id is that part of the path. */
function paramsAt(position: number) {
  return (request: Request) =>
    Promise.resolve({ artifactId: new URL(request.url).pathname.split("/").at(position) ?? "" });
}

/** A file that Ada's organization may download. */
async function ready(): Promise<string> {
  const artifact = {
    jobId: uuidv7(),
    ...owner,
    kind: "export" as const,
    fileName: NAME,
    contentType: "text/csv",
  };
  const open = await openArtifact(database(), artifact);
  await storage().put(open.storageKey, content(), { contentType: "text/csv" });
  await finishArtifact(database(), open.artifactId, { bytes: CONTENT.length, rows: 2 });
  return open.artifactId;
}

async function* content(): AsyncIterable<Uint8Array> {
  yield Buffer.from(CONTENT);
}

async function linkOf(client: Client): Promise<string> {
  const answer = await client(`/downloads/${artifactId}/file`, { redirect: "manual" });
  expect(answer.status).toBe(303);
  return answer.headers.get("location") ?? "";
}

describe("a download", () => {
  it("leads by a link to the file, under its own name, to be saved and not to be run or kept by anybody", async () => {
    const answer = await ada(await linkOf(ada));
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(CONTENT);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "text/csv",
      "content-length": String(CONTENT.length),
      "content-disposition":
        "attachment; filename=\"users _of_ Zo__2026.csv\"; filename*=UTF-8''users%20%22of%22%20Zo%C3%AB_2026.csv",
      "cache-control": "private, no-store, no-transform",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "content-security-policy": "sandbox; default-src 'none'",
    });
  });

  it("is noted in the organization's activity, with who took it", async () => {
    await linkOf(ada);
    const noted = await select(
      database(),
      sql`select user_id::int as "userId", subject from activity_logs where action = 'export.downloaded' limit 1`,
    );
    expect(noted).toEqual([{ userId: owner.userId, subject: NAME }]);
  });

  it("is for every member of the organization, by a link of their own", async () => {
    expect((await colleague(await linkOf(colleague))).status).toBe(200);
    expect((await colleague(await linkOf(ada))).status).toBe(404);
  });

  it("answers another organization as if there were no such file, on every way", async () => {
    const link = fileLink({ artifactId, ...owner });
    const unknown = uuidv7();
    for (const path of [`/downloads/${artifactId}/file`, `/api/v1/artifacts/${artifactId}`, link]) {
      const foreign = await stranger(path, { redirect: "manual" });
      const missing = await stranger(path.replace(artifactId, unknown), { redirect: "manual" });
      expect([foreign.status, missing.status]).toEqual([404, 404]);
      expect(await told(foreign)).toEqual(await told(missing));
      expect((await app.anonymous(path, { redirect: "manual" })).status).toBe(401);
    }
  });

  it("takes no link that was changed in any place", async () => {
    const link = await linkOf(ada);
    const url = new URL(link, app.url);
    const { expires = "", signature = "" } = Object.fromEntries(url.searchParams);
    const changed = (changes: Record<string, string>) =>
      `${url.pathname}?${new URLSearchParams({ expires, signature, ...changes })}`;
    const flipped = signature.slice(0, -2) + (signature.endsWith("AA") ? "BB" : "AA");
    for (const path of [
      changed({ expires: String(Number(expires) + 1) }),
      changed({ expires: "" }),
      changed({ expires: "9e9" }),
      changed({ signature: flipped }),
      changed({ signature: "" }),
      url.pathname,
      link.replace(artifactId, uuidv7()),
      link.replace(artifactId, "..%2f..%2fetc"),
    ]) {
      expect((await ada(path)).status, path).toBe(404);
    }
  });

  it("is over when its link is, and says so", async () => {
    const scope = { artifactId, ...owner };
    const almost = fileLink(scope, Date.now() - (LINK_SECONDS - 5) * 1_000);
    const over = fileLink(scope, Date.now() - (LINK_SECONDS + 1) * 1_000);
    expect((await ada(almost)).status).toBe(200);
    const answer = await ada(over);
    expect(answer.status).toBe(410);
    expect(await told(answer)).toMatchObject({ title: "Not kept any more" });
  });

  it("leads people whose session, link or file is over to its page instead, and nowhere else", async () => {
    const people = { headers: { accept: "text/html,*/*" }, redirect: "manual" } as const;
    const over = fileLink({ artifactId, ...owner }, Date.now() - (LINK_SECONDS + 1) * 1_000);
    const page = `/downloads/${artifactId}`;
    for (const answer of [
      await app.anonymous(`${page}/file`, people),
      await app.anonymous(await linkOf(ada), people),
      await stranger(`${page}/file`, people),
      await ada(over, people),
    ]) {
      expect([answer.status, answer.headers.get("location")]).toEqual([303, page]);
    }
    const odd = await app.anonymous("/downloads/%2F%2Fevil.test%3F/file", people);
    expect(odd.headers.get("location")).toMatch(/^\/downloads\/%/);
  });

  it.each([
    ["bytes=0-1", 206, "id", `bytes 0-1/${CONTENT.length}`],
    ["bytes=-7", 206, "Grace\r\n", `bytes ${CONTENT.length - 7}-${CONTENT.length - 1}/${CONTENT.length}`],
    ["bytes=9-", 206, CONTENT.slice(9), `bytes 9-${CONTENT.length - 1}/${CONTENT.length}`],
    ["bytes=9-9999", 206, CONTENT.slice(9), `bytes 9-${CONTENT.length - 1}/${CONTENT.length}`],
    ["bytes=9999-", 416, "", `bytes */${CONTENT.length}`],
    ["bytes=-0", 416, "", `bytes */${CONTENT.length}`],
    ["bytes=5-2", 200, CONTENT, null],
    ["bytes=0-1,3-4", 200, CONTENT, null],
    ["rows=0-1", 200, CONTENT, null],
  ])("answers the range %s with %i", async (range, status, body, contentRange) => {
    const answer = await ada(await linkOf(ada), { headers: { range } });
    expect([answer.status, await answer.text(), answer.headers.get("content-range")]).toEqual([
      status,
      body,
      contentRange,
    ]);
  });

  it("goes on where it broke off only with the same file", async () => {
    const link = await linkOf(ada);
    const etag = (await ada(link)).headers.get("etag") ?? "";
    const resumed = (ifRange: string) => ada(link, { headers: { range: "bytes=9-", "if-range": ifRange } });
    expect((await resumed(etag)).status).toBe(206);
    expect((await resumed('"another"')).status).toBe(200);
  });

  it("tells its size to HEAD without a byte of it", async () => {
    const answer = await ada(await linkOf(ada), { method: "HEAD" });
    expect(answer.headers.get("content-length")).toBe(String(CONTENT.length));
    expect(await answer.text()).toBe("");
  });

  it("is over when the file has expired, also before anybody removed it", async () => {
    const old = await ready();
    await database().execute(
      sql`update artifacts set expires_at = clock_timestamp() - interval '1 s' where artifact_id = ${old}::uuid`,
    );
    expect((await ada(`/downloads/${old}/file`)).status).toBe(410);
    expect((await ada(fileLink({ artifactId: old, ...owner }))).status).toBe(410);
    const answer = await ada(`/api/v1/artifacts/${old}`);
    expect(await answer.json()).toMatchObject({ status: "expired", links: {} });
  });

  it("is told about by the API, without where it is kept", async () => {
    const answer = await ada(`/api/v1/artifacts/${artifactId}`);
    const body = await answer.json();
    expect(body).toMatchObject({
      artifactId,
      kind: "export",
      fileName: NAME,
      status: "ready",
      bytes: CONTENT.length,
      rows: 2,
      links: { download: `/downloads/${artifactId}/file` },
    });
    expect(body).not.toHaveProperty("storageKey");
    const etag = answer.headers.get("etag") ?? "";
    expect(
      (await ada(`/api/v1/artifacts/${artifactId}`, { headers: { "if-none-match": etag } })).status,
    ).toBe(304);
  });
});

async function told(answer: Response) {
  const { type, title, status, detail } = await answer.json();
  return { type, title, status, detail };
}
