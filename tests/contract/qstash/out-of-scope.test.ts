import { expect, it } from "vitest";
import { onlyHere } from "./only-here";
import { setup } from "./setup";

onlyHere("the service has these");

it.each([
  ["GET", "/v2/workflows"],
  ["GET", "/v2/workflows/logs"],
  ["DELETE", "/v2/workflows/runs/wfr_1"],
  ["POST", "/v2/notify/event"],
  ["GET", "/v2/waiters/event"],
  ["POST", "/llm/v1/chat/completions"],
  ["POST", "/v2/publish/api/llm"],
])("%s %s is 501 and says where to look", async (method, path) => {
  const { http } = await setup();
  const response = await http(method, path);
  expect(response.status).toBe(501);
  expect(await response.json()).toEqual({
    error: expect.stringMatching(/^not part of this local server: .+/),
  });
});

it("in a batch such a destination is an error in its slot", async () => {
  const { http, destination } = await setup();
  const items = [{ destination: "api/llm" }, { destination: destination.url("/fine") }];
  const response = await http("POST", "/v2/batch", { body: JSON.stringify(items) });
  expect(await response.json()).toEqual([
    { error: expect.stringContaining("integration") },
    { messageId: expect.any(String) },
  ]);
});

it("an unknown path stays 404, and a wrong method is told the right ones", async () => {
  const { http } = await setup();
  expect((await http("GET", "/v2/nothing")).status).toBe(404);
  const response = await http("POST", "/v2/bulkActions");
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ error: expect.stringContaining("this path answers to GET") });
});
