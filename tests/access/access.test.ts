import { randomInt } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { AppServer } from "@/tests/helpers/app-server";
import { type AppRoute, appRoutes } from "./app-routes";
import { EXPECTATIONS, type Expectation, type Things } from "./expectations";
import { deliveryEnds, newEndpoint } from "./make-things";
import { type Identity, ROLES, type Role } from "./roles";
import { startWithEverybody } from "./start-with-everybody";

let app: AppServer;
let roles: Record<Role, Identity>;
let things: Things;

beforeAll(async () => {
  ({ app, roles, things } = await startWithEverybody());
}, 700_000);
afterAll(() => app.stop());

it("each route of the app has an expectation, and each expectation a route", () => {
  expect(Object.keys(EXPECTATIONS).toSorted()).toEqual(
    appRoutes()
      .map(({ name }) => name)
      .toSorted(),
  );
});

describe.each(appRoutes().filter(({ name }) => Object.hasOwn(EXPECTATIONS, name)))("$name", (route) => {
  it("answers each role as is expected, and tells nobody more", async () => {
    const expectation = EXPECTATIONS[route.name] ?? { answers: undefined };
    const statuses: Partial<Record<Role, number>> = {};
    for (const role of ROLES) {
      const answer = await ask(route, role, EXPECTATIONS[route.name]);
      statuses[role] = answer.status;
      const text = await answer.text();
      const told = role === "nobody" || role === "stranger" ? OURS.exec(text)?.[0] : undefined;
      expect(told, `what ${role} is told`).toBeUndefined();
    }
    expect(statuses).toEqual(expectation.answers);
  });
});

/** What only people of the demo organization may read. */
const OURS = /alan@example\.test|Alan Turing|Margaret Hamilton/;

async function ask(route: AppRoute, role: Role, expectation?: Expectation): Promise<Response> {
  const target = { ...things };
  if (route.path.includes("[endpointId]")) Object.assign(target, await newEndpoint(app, roles.owner));
  if (route.path.includes("[deliveryId]")) await deliveryEnds(app, roles.owner, target);
  const path = expectation?.address?.(target) ?? route.path;
  const body = expectation?.body?.(target);
  return await fetch(app.url + path, {
    method: route.method,
    redirect: "manual",
    headers: {
      Origin: app.url,
      // Tries are counted by address.
      "X-Forwarded-For": `198.18.${randomInt(256)}.${randomInt(256)}`,
      ...roles[role],
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body).replaceAll("$APP", app.url) }),
  });
}

it("who is signed in is told so, nobody else", async () => {
  const session = z.object({ user: z.object({ email: z.string() }) }).nullable();
  const read = async (role: Role) => {
    const answer = await fetch(`${app.url}/api/auth/get-session`, { headers: roles[role] });
    return session.parse(await answer.json())?.user.email ?? null;
  };
  expect(await read("nobody")).toBeNull();
  expect(await read("key")).toBeNull();
  expect(await read("stranger")).toBe("eve@elsewhere.test");
});
