import { Client, QstashDailyRatelimitError, QstashRatelimitError } from "@upstash/qstash";
import { expect, it, onTestFinished, vi } from "vitest";
import { randomCredentials } from "@/scripts/qstash-local/credentials";
import { startQStashLocal } from "@/scripts/qstash-local/server";
import { onlyHere } from "./only-here";

onlyHere("the limits are set when the server starts");

async function withLimits(limits: { burstLimit?: number; dailyLimit?: number }) {
  const server = await startQStashLocal({ ...randomCredentials(), ...limits });
  const quiet = vi.spyOn(console, "error").mockImplementation(() => {});
  onTestFinished(async () => {
    quiet.mockRestore();
    await server.close();
  });
  const client = new Client({ baseUrl: server.url, token: server.token, retry: false });
  const message = { url: "http://127.0.0.1:9/", delay: 3600 };
  return { server, client, message, publish: () => client.publish(message) };
}

it("too many requests of a second are refused, as a QstashRatelimitError of the SDK", async () => {
  const { client } = await withLimits({ burstLimit: 1 });
  const calls = await Promise.allSettled(Array.from({ length: 4 }, () => client.schedules.list()));
  const refused = calls.flatMap((call) => (call.status === "rejected" ? [call.reason] : []));
  expect(refused.length).toBeGreaterThan(0);
  for (const error of refused) {
    expect(error).toBeInstanceOf(QstashRatelimitError);
    expect(error).toMatchObject({ status: 429, message: expect.stringContaining('"limit":"1"') });
  }
});

it("the refusal tells the limit, what is left, and when it ends", async () => {
  const { server } = await withLimits({ burstLimit: 1 });
  const ask = () => fetch(`${server.url}/v2/keys`, { headers: { authorization: `Bearer ${server.token}` } });
  const refused = await vi.waitUntil(async () => {
    const response = await ask();
    return response.status === 429 && response;
  });
  expect(refused.headers.get("burst-ratelimit-limit")).toBe("1");
  expect(refused.headers.get("burst-ratelimit-remaining")).toBe("0");
  expect(Number(refused.headers.get("burst-ratelimit-reset"))).toBeGreaterThan(Date.now() / 1000 - 60);
  expect(await refused.json()).toEqual({ error: expect.stringContaining("1 requests per second") });
});

it("publish, enqueue and batch know no burst", async () => {
  const { publish } = await withLimits({ burstLimit: 1 });
  const published = await Promise.all(Array.from({ length: 10 }, publish));
  expect(published).toHaveLength(10);
});

it("a day's messages used up are a QstashDailyRatelimitError of the SDK", async () => {
  const { client, message, publish } = await withLimits({ dailyLimit: 3 });
  await publish();
  await client.batch([message, message]);
  await expect(publish()).rejects.toBeInstanceOf(QstashDailyRatelimitError);
  await expect(client.batch([message])).rejects.toMatchObject({
    status: 429,
    message: expect.stringContaining('"limit":"3"'),
  });
  expect((await client.logs()).logs).toHaveLength(3);
});

it("a duplicate and a refused message cost nothing of the day", async () => {
  const { server, client, message, publish } = await withLimits({ dailyLimit: 2 });
  const once = { ...message, deduplicationId: "once" };
  for (let i = 0; i < 3; i++) await client.publish(once);
  await expect(client.publish({ url: "no-url" })).rejects.toMatchObject({ status: 400 });
  await server.restart();
  await publish();
  await expect(publish()).rejects.toBeInstanceOf(QstashDailyRatelimitError);
});
