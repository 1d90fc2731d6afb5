import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApiKey } from "@/lib/auth/api-keys/create-api-key";
import { isScope, SCOPES } from "@/lib/auth/api-keys/scopes";
import type { Actor } from "@/lib/jobs/actor";
import { type ApiRoute, apiRoutes, servedApiRoutes } from "@/tests/helpers/api-routes";
import { startApp, type TestApp } from "@/tests/helpers/app";
import { demoActor } from "@/tests/helpers/demo-actor";
import { plantJob } from "@/tests/helpers/planted-job";

const ID = "01a2013f-f388-79b7-b611-fb284e5ee3d7";

let app: TestApp;
let actor: Actor;
let routes: ApiRoute[];
let authorization: string;
beforeAll(async () => {
  routes = await apiRoutes();
  const served = (await servedApiRoutes())["/api/v1/*"];
  if (served === undefined) throw new Error("The API is served.");
  app = await startApp({ "/api/v1/*": served, "/api/v1/dispatch": served, "/api/v1/status/*": served });
  actor = await demoActor("ada@example.test", "owner");
  const scopes = Object.keys(SCOPES).filter(isScope);
  const made = await createApiKey(actor, { name: "x", scopes, days: null });
  if (typeof made === "string") throw new Error(made);
  authorization = `Bearer ${made.text}`;
});
afterAll(() => app.stop());

type Asked = { method?: string; headers?: Record<string, string> };

/** Not through the document, which says nothing of methods that there are not. */
function call(path: string, { method = "GET", headers = {} }: Asked = {}): Promise<Response> {
  return fetch(app.url + path, { method, headers: { authorization, ...headers } });
}

const addressOf = ({ path }: ApiRoute) => path.replaceAll(/\{\w+\}/g, ID);

function allowOf({ methods }: ApiRoute): string[] {
  return methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])).toSorted();
}

describe("every route", () => {
  it("answers a method that it does not have with 405, and with those that it has", async () => {
    for (const route of routes) {
      for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]) {
        const known = allowOf(route);
        if (known.includes(method)) continue;
        const answer = await call(addressOf(route), { method });
        const allow = (answer.headers.get("allow") ?? "").split(", ").toSorted();
        expect([route.path, method, answer.status, allow]).toEqual([route.path, method, 405, known]);
        expect(answer.headers.get("content-type")).toBe("application/problem+json");
      }
    }
  });

  it("tells its methods to who asks for them", async () => {
    for (const route of routes) {
      const answer = await call(addressOf(route), { method: "OPTIONS" });
      const allow = (answer.headers.get("allow") ?? "").split(", ").toSorted();
      expect([route.path, answer.status, allow]).toEqual([route.path, 204, allowOf(route)]);
    }
  });
});

it("HEAD says what GET would, without a body", async () => {
  const path = `/api/v1/status/${await plantJob(actor)}`;
  const [get, head] = [await call(path), await call(path, { method: "HEAD" })];
  expect([head.status, head.headers.get("etag"), await head.text()]).toEqual([
    200,
    get.headers.get("etag"),
    "",
  ]);
});

describe("X-Request-Id", () => {
  it("comes back as it was sent, with every kind of answer", async () => {
    const path = `/api/v1/status/${await plantJob(actor)}`;
    const etag = (await call(path)).headers.get("etag") ?? "";
    const headers = { "X-Request-Id": "mine-7" };
    const answers = [
      await call(path, { headers }),
      await call(path, { headers: { ...headers, "If-None-Match": etag } }),
      await call(`/api/v1/status/${ID}`, { headers }),
      await call(path, { method: "PUT", headers }),
      await call("/api/v1/dispatch", { method: "POST", headers }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 304, 404, 405, 415]);
    expect(answers.map((answer) => answer.headers.get("x-request-id"))).toEqual(
      Array.from({ length: 5 }, () => "mine-7"),
    );
  });

  it("is made where none was sent, and cut where it is too long", async () => {
    const [one, other] = [await call(`/api/v1/status/${ID}`), await call("/api/v1/status")];
    const [first, second] = [one.headers.get("x-request-id"), other.headers.get("x-request-id")];
    expect(first).toMatch(/^[\w-]{36}$/);
    expect(second).not.toBe(first);
    expect(await one.json()).toMatchObject({ requestId: first });
    const long = await call("/api/v1/status", { headers: { "X-Request-Id": "x".repeat(1_000) } });
    expect(long.headers.get("x-request-id")).toBe("x".repeat(128));
  });
});
