import { expect, it } from "vitest";
import { GET as health } from "@/app/api/health/route";
import { GET as metrics } from "@/app/api/metrics/route";
import { appEnvironment } from "@/tests/helpers/app-environment";
import { quietConsole } from "@/tests/helpers/quiet-console";

const headers = { Authorization: "Bearer undefined" };

it("without METRICS_TOKEN there is no /api/metrics, whatever token comes, and no detail of health", async () => {
  quietConsole();
  // Nobody listens there.
  const nowhere = { DATABASE_URL: "postgres://nobody@127.0.0.1:9/none", QSTASH_URL: "http://127.0.0.1:9" };
  Object.assign(process.env, appEnvironment(nowhere));
  for (const given of [{}, headers, { Authorization: "Bearer " }]) {
    const answer = await metrics(new Request("http://127.0.0.1:9/api/metrics", { headers: given }));
    expect(answer.status).toBe(404);
  }
  const answer = await health(new Request("http://127.0.0.1:9/api/health", { headers }));
  expect(answer.status).toBe(503);
  expect(await answer.json()).toEqual({ status: "down" });
});
