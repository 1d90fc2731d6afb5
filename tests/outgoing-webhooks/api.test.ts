import { once } from "node:events";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { auth } from "@/lib/auth/auth";
import { type Client, startApp, type TestApp } from "@/tests/helpers/app";
import { beforeStatement } from "@/tests/helpers/before-statement";
import { poll } from "@/tests/helpers/poll";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { startReceiver } from "@/tests/helpers/webhook-receiver";
import { webhookRoutes } from "@/tests/helpers/webhook-routes";

const ENDPOINTS = "/api/v1/webhook-endpoints";

let app: TestApp;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let ada: Client;
let member: Client;
let stranger: Client;
beforeAll(async () => {
  quietConsole();
  app = await startApp(webhookRoutes);
  receiver = await startReceiver();
  ada = await app.as("ada@example.test");
  member = await app.as("annie@example.test");
  await auth().api.signUpEmail({
    body: { name: "Eve Elsewhere", email: "eve@elsewhere.test", password: "demo-password" },
  });
  stranger = await app.as("eve@elsewhere.test");
});
beforeEach(async () => {
  receiver.received.length = 0;
  receiver.answer = () => new Response(null, { status: 204 });
  for (const { endpointId } of await list()) await ada(`${ENDPOINTS}/${endpointId}`, { method: "DELETE" });
});
afterAll(async () => {
  await receiver.close();
  await app.stop();
});

const created = z.object({ endpointId: z.uuid(), secret: z.string(), enabled: z.boolean() });
const accepted = z.object({ deliveryId: z.uuid(), links: z.object({ self: z.string() }) });
const page = z.object({
  items: z.array(
    z.object({
      deliveryId: z.uuid(),
      status: z.string(),
      event: z.string(),
      redeliveryOf: z.uuid().nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
});
const problem = z.object({
  type: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

const send = (method: string, body: unknown = {}): RequestInit => ({
  method,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

const create = (body: object = {}, client = ada) =>
  client(ENDPOINTS, send("POST", { url: receiver.url, ...body }));

async function endpoint(body: object = {}) {
  const answer = await create(body);
  expect(answer.status).toBe(201);
  return created.parse(await answer.json());
}

async function list() {
  const answer = await ada(ENDPOINTS);
  return z.object({ items: z.array(z.looseObject({ endpointId: z.uuid() })) }).parse(await answer.json())
    .items;
}

async function deliveriesOf(endpointId: string, query = "") {
  return page.parse(await (await ada(`${ENDPOINTS}/${endpointId}/deliveries${query}`)).json());
}

async function refusal(answer: Response) {
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  const body = problem.parse(await answer.json());
  return { ...body, status: answer.status, name: body.type.split("#")[1] };
}

describe("an endpoint", () => {
  it("is made with a secret that is shown this once", async () => {
    const answer = await create({ description: "Our CRM", jobTypes: ["send-email"] });
    expect(answer.status).toBe(201);
    const { endpointId, secret } = created.parse(await answer.json());
    expect(answer.headers.get("location")).toBe(`${ENDPOINTS}/${endpointId}`);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(secret).toMatch(/^whsec_[\w+/=]{40,}$/);
    for (const path of [ENDPOINTS, `${ENDPOINTS}/${endpointId}`]) {
      const text = await (await ada(path)).text();
      expect(text).toContain("Our CRM");
      expect(text).not.toContain("whsec_");
    }
  });

  it.each([
    [{ url: "nonsense" }, "/url"],
    [{ url: "http://example.com/" }, "/url"],
    [{ url: 7 }, "/url"],
    [{ events: [] }, "/events"],
    [{ events: ["job.began"] }, "/events/0"],
    [{ jobTypes: [] }, "/jobTypes"],
    [{ jobTypes: ["send-emial"] }, "/jobTypes/0"],
    [{ jobTypes: ["operate-on-jobs"] }, "/jobTypes/0"],
    [{ description: "two\nlines" }, "/description"],
    [{ description: "x".repeat(201) }, "/description"],
    [{ secret: "whsec_mine" }, ""],
  ])("is refused when it does not fit: %j", async (body, pointer) => {
    const { status, name, errors } = await refusal(await create(body));
    expect({ status, name }).toEqual({ status: 422, name: "invalid" });
    expect(errors?.map((error) => error.pointer)).toEqual([pointer]);
    expect(await list()).toEqual([]);
  });

  it("is refused for an unknown type with the nearest known one", async () => {
    const { errors } = await refusal(await create({ jobTypes: ["send-emial"] }));
    expect(errors?.[0]?.detail).toBe('There is no job type "send-emial". Did you mean "send-email"?');
  });

  it("is one of ten at most, however many are asked for at once", async () => {
    const answers = await Promise.all(Array.from({ length: 13 }, () => create()));
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 201), 422, 422, 422]);
    expect(await list()).toHaveLength(10);
  });

  it("is changed field by field; what does not fit changes nothing", async () => {
    const { endpointId } = await endpoint({ description: "first" });
    const path = `${ENDPOINTS}/${endpointId}`;
    const changed = await ada(path, send("PATCH", { description: null, events: ["job.failed"] }));
    expect(await changed.json()).toMatchObject({ description: null, events: ["job.failed"], enabled: true });
    const disabled = await ada(path, send("PATCH", { enabled: false }));
    expect(await disabled.json()).toMatchObject({ enabled: false, disabledReason: "by-hand" });
    expect((await refusal(await ada(path, send("PATCH", { url: "ftp://x", enabled: true })))).status).toBe(
      422,
    );
    expect(await list()).toMatchObject([{ events: ["job.failed"], enabled: false, url: receiver.url }]);
  });

  it("is gone once it is deleted", async () => {
    const { endpointId } = await endpoint();
    expect((await ada(`${ENDPOINTS}/${endpointId}`, { method: "DELETE" })).status).toBe(204);
    expect((await ada(`${ENDPOINTS}/${endpointId}`, { method: "DELETE" })).status).toBe(404);
    expect(await list()).toEqual([]);
  });

  it("gets a new secret, and the old one signs too for as long as was asked for", async () => {
    const { endpointId, secret } = await endpoint();
    const path = `${ENDPOINTS}/${endpointId}/rotate-secret`;
    const answer = await ada(path, send("POST", { overlapSeconds: 3600 }));
    const rotated = created.extend({ previousSecretUntil: z.iso.datetime() }).parse(await answer.json());
    expect(rotated.secret).not.toBe(secret);
    expect(await (await ada(path, send("POST", { overlapSeconds: 0 }))).json()).toMatchObject({
      previousSecretUntil: null,
    });
    expect((await refusal(await ada(path, send("POST", { overlapSeconds: -1 })))).status).toBe(422);
    expect((await refusal(await ada(path, send("POST", { overlapSeconds: 604_801 })))).status).toBe(422);
  });
});

/** Everything that can be asked of an endpoint. */
const verbs = (endpointId: string): [string, RequestInit][] => [
  [ENDPOINTS, send("POST", { url: receiver.url })],
  [`${ENDPOINTS}/${endpointId}`, { method: "GET" }],
  [`${ENDPOINTS}/${endpointId}`, send("PATCH", { enabled: false })],
  [`${ENDPOINTS}/${endpointId}`, { method: "DELETE" }],
  [`${ENDPOINTS}/${endpointId}/rotate-secret`, send("POST")],
  [`${ENDPOINTS}/${endpointId}/test`, send("POST")],
  [`${ENDPOINTS}/${endpointId}/deliveries`, { method: "GET" }],
  [`${ENDPOINTS}/${endpointId}/deliveries/${endpointId}/redeliver`, send("POST")],
];

describe("a person who asks", () => {
  it("needs to be signed in", async () => {
    const { endpointId } = await endpoint();
    for (const [path, init] of verbs(endpointId)) {
      expect(await refusal(await app.anonymous(path, init))).toMatchObject({ status: 401 });
    }
  });

  it("must be an owner or admin of the organization", async () => {
    const { endpointId } = await endpoint();
    for (const [path, init] of [...verbs(endpointId), [ENDPOINTS, {}] satisfies [string, RequestInit]]) {
      expect(await refusal(await member(path, init))).toMatchObject({ status: 403, name: "not-allowed" });
    }
  });

  it("finds nothing of another organization, nor what there is not", async () => {
    const { endpointId } = await endpoint();
    for (const [path, init] of verbs(endpointId).slice(1))
      expect(await refusal(await stranger(path, init))).toMatchObject({ status: 404, name: "not-found" });
    for (const unknown of ["nonsense", "01a2013f-f388-79b7-b611-fb284e5ee3d7"])
      for (const [path, init] of verbs(unknown).slice(1))
        expect(await refusal(await ada(path, init))).toMatchObject({ status: 404, name: "not-found" });
    expect(await list()).toMatchObject([{ enabled: true }]);
  });

  it("cannot be made to by a page of another site", async () => {
    const { endpointId } = await endpoint();
    for (const [path, init] of verbs(endpointId).filter(([, { method }]) => method !== "GET")) {
      const headers = new Headers(init.headers);
      headers.set("Sec-Fetch-Site", "cross-site");
      expect(await refusal(await ada(path, { ...init, headers }))).toMatchObject({ name: "cross-site" });
    }
  });
});

describe("a delivery", () => {
  it("of a test event arrives as the official library accepts it", async () => {
    const { endpointId, secret } = await endpoint();
    const answer = await ada(`${ENDPOINTS}/${endpointId}/test`, send("POST"));
    expect(answer.status).toBe(202);
    const { deliveryId, links } = accepted.parse(await answer.json());
    await receiver.has(1);
    expect(receiver.verified(0, secret)).toMatchObject({ type: "webhook.test", data: { endpointId } });
    await poll(() => deliveriesOf(endpointId)).toMatchObject({
      items: [{ deliveryId, status: "completed", event: "webhook.test" }],
      nextCursor: null,
    });
    expect((await ada(links.self)).status).toBe(200);
  });

  it("is sent once more under its id, when it has ended", async () => {
    const { endpointId } = await endpoint();
    // Ends a job of the organization.
    const mail = {
      template: "welcome",
      to: "grace@example.test",
      data: { name: "G", dashboardUrl: app.url },
    };
    await ada("/api/v1/dispatch", send("POST", { type: "send-email", payload: mail }));
    await receiver.has(1);
    await poll(async () => (await deliveriesOf(endpointId)).items[0]?.status).toBe("completed");
    const [first] = (await deliveriesOf(endpointId)).items;
    const path = `${ENDPOINTS}/${endpointId}/deliveries/${first?.deliveryId}/redeliver`;
    receiver.answer = () => new Response(null, { status: 500 });
    const again = accepted.parse(await (await ada(path, send("POST"))).json());
    await receiver.has(2);
    const [one, two] = receiver.received;
    expect(two?.headers["webhook-id"]).toBe(one?.headers["webhook-id"]);
    expect(two?.text).toBe(one?.text);
    await poll(async () => (await deliveriesOf(endpointId)).items[0]).toMatchObject({
      deliveryId: again.deliveryId,
      redeliveryOf: first?.deliveryId,
      status: "retrying",
    });
    const early = await ada(
      `${ENDPOINTS}/${endpointId}/deliveries/${again.deliveryId}/redeliver`,
      send("POST"),
    );
    expect(await refusal(early)).toMatchObject({ status: 409, name: "not-ended" });
  });

  it("that ends while it is asked for once more is not ended yet, not unknown: asked again, it is sent", async () => {
    const { endpointId } = await endpoint();
    const ending = new AbortController();
    const patience = once(ending.signal, "abort");
    receiver.answer = async () => {
      await patience;
      return new Response(null, { status: 204 });
    };
    const test = await ada(`${ENDPOINTS}/${endpointId}/test`, send("POST"));
    const { deliveryId } = accepted.parse(await test.json());
    await receiver.has(1);
    // No replay was made while it was open, and it has ended when the reason is looked for.
    beforeStatement('as "isErased"', async () => {
      ending.abort();
      await poll(async () => (await deliveriesOf(endpointId)).items[0]?.status).toBe("completed");
    });
    const path = `${ENDPOINTS}/${endpointId}/deliveries/${deliveryId}/redeliver`;
    expect(await refusal(await ada(path, send("POST")))).toMatchObject({ status: 409, name: "not-ended" });
    expect((await ada(path, send("POST"))).status).toBe(202);
    await receiver.has(2);
  });

  it("of another endpoint, or to one that is disabled, is not sent", async () => {
    const [one, other] = [await endpoint(), await endpoint()];
    const answer = await ada(`${ENDPOINTS}/${one.endpointId}/test`, send("POST"));
    const { deliveryId } = accepted.parse(await answer.json());
    await receiver.has(1);
    const wrong = `${ENDPOINTS}/${other.endpointId}/deliveries/${deliveryId}/redeliver`;
    expect(await refusal(await ada(wrong, send("POST")))).toMatchObject({ status: 404 });
    await ada(`${ENDPOINTS}/${one.endpointId}`, send("PATCH", { enabled: false }));
    for (const path of ["test", `deliveries/${deliveryId}/redeliver`]) {
      const refused = await ada(`${ENDPOINTS}/${one.endpointId}/${path}`, send("POST"));
      expect(await refusal(refused)).toMatchObject({
        status: 422,
        detail: "The endpoint is disabled. Enable it first.",
      });
    }
    expect(receiver.received).toHaveLength(1);
  });

  it("is listed page by page, newest first", async () => {
    const { endpointId } = await endpoint();
    const sent: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const answer = await ada(`${ENDPOINTS}/${endpointId}/test`, send("POST"));
      sent.unshift(accepted.parse(await answer.json()).deliveryId);
    }
    const first = await ada(`${ENDPOINTS}/${endpointId}/deliveries?limit=2`);
    const { items, nextCursor } = page.parse(await first.json());
    expect(nextCursor).toBe(items[1]?.deliveryId);
    const [, next = ""] = /^<(.+)>; rel="next"$/.exec(first.headers.get("link") ?? "") ?? [];
    const rest = page.parse(await (await ada(next)).json());
    expect([...items, ...rest.items].map(({ deliveryId }) => deliveryId)).toEqual(sent);
    expect(rest.nextCursor).toBeNull();
    for (const query of ["?limit=0", "?limit=101", "?limit=x", "?cursor=x", "?page=2"]) {
      const refused = await ada(`${ENDPOINTS}/${endpointId}/deliveries${query}`);
      expect(await refusal(refused)).toMatchObject({ status: 422 });
    }
  });
});
