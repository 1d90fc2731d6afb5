import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testUser } from "@/scripts/qstash-local/credentials";
import { footprint, plant } from "@/tests/helpers/rows";
import { signDelivery } from "@/tests/helpers/sign";
import { startWorld, type World } from "@/tests/helpers/world";

const PATH = "/api/jobs/exercise";
const now = () => Math.floor(Date.now() / 1000);

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** A message for a row that a worker would run at once, if only it believed the message. */
async function runnable() {
  const { jobId, leg, type } = await plant(world.db);
  return { v: 1, jobId, type, leg };
}

type Forged = (given: { body: string; url: string; key: string }) => string | null;

const forged: [string, Forged][] = [
  ["no signature", () => null],
  ["an empty signature", () => ""],
  ["garbage", () => "not.a.token"],
  ["a very long word", () => "x".repeat(10_000)],
  ["two dots", () => ".."],
  ["a key that is not ours", (given) => signDelivery({ ...given, key: randomBytes(16).toString("hex") })],
  ["an empty key", (given) => signDelivery({ ...given, key: "" })],
  ["the published development key", (given) => signDelivery({ ...given, key: testUser.currentSigningKey })],
  ["the published next key", (given) => signDelivery({ ...given, key: testUser.nextSigningKey })],
  ["no algorithm", (given) => signDelivery({ ...given, alg: "none" })],
  ["HS512 with the right key", (given) => signDelivery({ ...given, alg: "HS512" })],
  ["another body's signature", (given) => signDelivery({ ...given, body: `${given.body} ` })],
  [
    "the signature of another route",
    (given) => signDelivery({ ...given, url: given.url.replace("exercise", "failed") }),
  ],
  [
    "the signature of another host",
    (given) => signDelivery({ ...given, url: `https://evil.example${PATH}` }),
  ],
  ["a query that was not signed", (given) => signDelivery({ ...given, url: `${given.url}?x=1` })],
  ["another issuer", (given) => signDelivery({ ...given, claims: { iss: "Downstash" } })],
  ["no issuer", (given) => signDelivery({ ...given, claims: { iss: undefined } })],
  ["no expiry", (given) => signDelivery({ ...given, claims: { exp: undefined } })],
  ["no body claim", (given) => signDelivery({ ...given, claims: { body: undefined } })],
  ["an empty body claim", (given) => signDelivery({ ...given, claims: { body: "" } })],
  [
    "an expiry 35 s ago",
    (given) => signDelivery({ ...given, claims: { iat: now() - 335, exp: now() - 35 } }),
  ],
  ["a life of over ten minutes", (given) => signDelivery({ ...given, claims: { exp: now() + 601 } })],
  ["a life that began long ago", (given) => signDelivery({ ...given, claims: { iat: 0, exp: now() + 60 } })],
  [
    "a birth 40 s ahead",
    (given) => signDelivery({ ...given, claims: { iat: now() + 40, exp: now() + 300 } }),
  ],
  ["a validity that begins in a minute", (given) => signDelivery({ ...given, claims: { nbf: now() + 60 } })],
];

describe("a delivery that QStash did not sign for this route now", () => {
  it.each(forged)("is refused with the same few words and leaves no trace: %s", async (_, forge) => {
    const body = JSON.stringify(await runnable());
    const before = await footprint(world.db);
    const key = world.qstash.currentSigningKey;
    const signature = forge({ body, url: world.app.url + PATH, key });
    const headers: Record<string, string> = signature === null ? {} : { "Upstash-Signature": signature };
    const response = await fetch(world.app.url + PATH, { method: "POST", body, headers });
    expect(response.status).toBe(401);
    expect(await response.text()).toBe('{"ok":false,"code":"unauthorized"}');
    expect(await footprint(world.db)).toBe(before);
  });

  it("is refused whatever Host it names", async () => {
    const message = await runnable();
    const url = `http://evil.example${PATH}`;
    const response = await world.deliver(PATH, message, {
      url,
      headers: { Host: "evil.example", "X-Forwarded-Host": "evil.example" },
    });
    expect(response.status).toBe(401);
    expect((await world.row(message.jobId)).run).toBe(0);
  });

  it("is refused when two signatures came", async () => {
    const message = await runnable();
    const body = JSON.stringify(message);
    const signature = signDelivery({ url: world.app.url + PATH, body, key: world.qstash.currentSigningKey });
    const response = await world.deliver(PATH, message, {
      headers: { "Upstash-Signature": `${signature}, ${signature}` },
    });
    expect(response.status).toBe(401);
  });
});

describe("a delivery that QStash signed for this route", () => {
  it("runs with the next key, so that keys can be rolled", async () => {
    const message = await runnable();
    const response = await world.deliver(PATH, message, { key: world.qstash.nextSigningKey });
    expect(response.status).toBe(200);
    expect((await world.row(message.jobId)).status).toBe("completed");
  });

  it.each([
    ["expired 25 s ago", { iat: -325, exp: -25 }],
    ["born 25 s ahead", { iat: 25, exp: 300 }],
    ["valid for exactly ten minutes", { iat: 0, exp: 600 }],
  ])("runs although clocks differ a little: %s", async (_, { iat, exp }) => {
    const message = await runnable();
    const claims = { iat: now() + iat, exp: now() + exp };
    expect((await world.deliver(PATH, message, { claims })).status).toBe(200);
    expect((await world.row(message.jobId)).run).toBe(1);
  });

  it("runs once, however often it is replayed with other headers", async () => {
    const message = await runnable();
    const replays = Array.from({ length: 20 }, (_, index) =>
      world.deliver(PATH, message, {
        headers: { "Upstash-Message-Id": `msg_${index}`, "Upstash-Retried": `${index}` },
      }),
    );
    const statuses = (await Promise.all(replays)).map(({ status }) => status);
    expect(statuses.every((status) => status === 200 || status === 503)).toBe(true);
    expect(await world.row(message.jobId)).toMatchObject({ status: "completed", run: 1 });
  });
});
