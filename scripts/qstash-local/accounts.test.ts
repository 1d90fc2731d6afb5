import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { randomCredentials, testUser } from "./credentials";
import { startQStashLocal } from "./server";
import type { QStashLocalOptions } from "./server-options";

async function folder() {
  const path = await mkdtemp(join(tmpdir(), "qstash-local-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** Starts a server, lets `use` do something to it and stops it; returns what it said of itself. */
async function once(options: QStashLocalOptions, use: (url: string, token: string) => unknown = () => {}) {
  const server = await startQStashLocal(options);
  await use(server.url, server.token);
  const credentials = { ...server };
  await server.close();
  const { token, readOnlyToken, currentSigningKey, nextSigningKey } = credentials;
  return { token, readOnlyToken, currentSigningKey, nextSigningKey };
}

const rotate = (url: string, token: string) =>
  fetch(`${url}/v2/keys/rotate`, { method: "POST", headers: { authorization: `Bearer ${token}` } });

const addSchedule = (url: string, token: string) =>
  fetch(`${url}/v2/schedules/http://127.0.0.1:1/`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "upstash-cron": "0 0 1 1 *" },
  });

async function schedules(url: string, token: string): Promise<unknown[]> {
  const response = await fetch(`${url}/v2/schedules`, { headers: { authorization: `Bearer ${token}` } });
  return z.array(z.unknown()).parse(await response.json());
}

it("random keys are the same again on the same folder, and new without one", async () => {
  const data = await folder();
  const first = await once({ data, randomKeys: true });
  expect(first.token).not.toBe(testUser.token);
  expect(await once({ data, randomKeys: true })).toEqual(first);
  expect((await once({ randomKeys: true })).token).not.toBe(first.token);
});

it("a rotation outlives a restart on the same folder", async () => {
  const data = await folder();
  const first = await once({ data, randomKeys: true });
  const rotated = await once({ data, randomKeys: true }, rotate);
  expect(rotated.currentSigningKey).toBe(first.nextSigningKey);
  expect(await once({ data, randomKeys: true })).toEqual(rotated);
});

it("other keys than those that were rotated count as new ones", async () => {
  const data = await folder();
  const credentials = randomCredentials();
  await once({ data, ...credentials }, rotate);
  const changed = { ...randomCredentials(), token: credentials.token };
  expect(await once({ data, ...changed })).toMatchObject(changed);
});

it("what one account left in a folder is not another one's", async () => {
  const data = await folder();
  const counts: number[] = [];
  const count = async (url: string, token: string) => counts.push((await schedules(url, token)).length);
  await once({ data, randomKeys: true }, addSchedule);
  await once({ data }, count);
  await once({ data, randomKeys: true }, count);
  expect(counts).toEqual([0, 1]);
});

it("credentials that are given in part are completed from the test user, and those not set do not count", async () => {
  const token = "dG9rZW4=";
  expect(await once({ token, nextSigningKey: undefined })).toMatchObject({ ...testUser, token });
  expect(await once({ token: undefined })).toMatchObject(testUser);
});

it("a read-only token does not contain the token", async () => {
  const { token, readOnlyToken } = await once({});
  const decoded = Buffer.from(readOnlyToken, "base64").toString();
  expect(decoded).toMatch(/^\{"UserID":"readonly","Password":"[0-9a-f]{64}"\}$/);
  expect(decoded).not.toContain(Buffer.from(token, "base64").toString());
});
