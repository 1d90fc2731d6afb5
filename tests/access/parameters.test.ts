import { afterAll, beforeAll, expect, it } from "vitest";
import type { AppServer } from "@/tests/helpers/app-server";
import { appRoutes } from "./app-routes";
import { EXPECTATIONS, type Things } from "./expectations";
import { NAMES } from "./random-request";
import type { Identity, Role } from "./roles";
import { startWithEverybody } from "./start-with-everybody";

let app: AppServer;
let roles: Record<Role, Identity>;
let things: Things;

beforeAll(async () => {
  ({ app, roles, things } = await startWithEverybody());
}, 700_000);
afterAll(() => app.stop());

const READ = appRoutes().filter(({ method }) => method === "GET");
const AT_ONCE = 8;

// Postgres stores no such text, so it must not come that far.
it("a NUL in any parameter of any address is no error of ours", { timeout: 600_000 }, async () => {
  const addresses = READ.flatMap((route) => {
    const path = EXPECTATIONS[route.name]?.address?.(things) ?? route.path;
    const made = route.path.replaceAll(/\[[^\]]+\]/g, "a%00b");
    return [made, ...NAMES.map((name) => `${path}${path.includes("?") ? "&" : "?"}${name}=a%00b`)];
  }).filter((address) => !address.includes("sign-out"));
  const wrong: string[] = [];
  const next = addresses.values();
  const asking = async () => {
    for (const address of next) {
      const answer = await fetch(app.url + address, { redirect: "manual", headers: { ...roles.staffAdmin } });
      await answer.text();
      if (answer.status >= 500) wrong.push(`${answer.status} ${address}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, asking));
  expect(wrong).toEqual([]);
});
