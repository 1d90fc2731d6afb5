import { expect, it } from "vitest";
import { onlyHere } from "./only-here";
import { setup } from "./setup";

onlyHere("plans differ, and choice 2");

const inDays = (days: number) => String(Math.floor(Date.now() / 1000) + days * 86_400);

it.each([
  ["upstash-delay", () => "366d"],
  ["upstash-delay", () => "365d1s"],
  ["upstash-not-before", () => inDays(366)],
])("%s more than a year ahead is refused with 412 and sends nothing", async (name, value) => {
  const { http, destination, logs } = await setup();
  const headers = { [name]: value() };
  const response = await http("POST", `/v2/publish/${destination.url("/far")}`, { headers });
  expect([response.status, await response.json()]).toEqual([
    412,
    { error: `${name}: a message can wait at most 365 days` },
  ]);
  expect(await logs()).toEqual([]);
});

it.each([
  ["upstash-delay", () => "365d"],
  ["upstash-not-before", () => inDays(364)],
])("%s a year ahead is accepted", async (name, value) => {
  const { http, destination } = await setup();
  const headers = { [name]: value() };
  expect((await http("POST", `/v2/publish/${destination.url("/far")}`, { headers })).status).toBe(200);
});

it("a delay that a Not-Before overrules does not count", async () => {
  const { http, destination } = await setup();
  const headers = { "upstash-delay": "999d", "upstash-not-before": inDays(1) };
  expect((await http("POST", `/v2/publish/${destination.url("/far")}`, { headers })).status).toBe(200);
});
