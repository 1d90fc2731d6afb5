import { expect, it, vi } from "vitest";
import { z } from "zod";
import { onlyHere } from "./only-here";
import { setup } from "./setup";

onlyHere("these tests cancel everything, and count what a fresh account has");

const action = z.object({
  actionId: z.string(),
  kind: z.literal("cancel"),
  state: z.enum(["IN_PROGRESS", "FINISHED"]),
  total: z.number(),
  processed: z.number(),
  createdAt: z.number(),
  completedAt: z.number().optional(),
  filter: z.record(z.string(), z.array(z.string())),
});
const cancelled = z.object({ cancelled: z.number(), actionId: z.string() });
const listed = z.object({ bulkActions: z.array(action), cursor: z.string().optional() });

async function withWaiting(count: number) {
  const bundle = await setup();
  const { http, destination } = bundle;
  const headers = { "upstash-delay": "1h", "upstash-label": "bulk" };
  const url = destination.url("/wait");
  const item = { destination: url, headers };
  await http("POST", "/v2/batch", { body: JSON.stringify(Array.from({ length: count }, () => item)) });
  const cancel = async (query: string) =>
    cancelled.parse(await (await http("DELETE", `/v2/messages?${query}`)).json());
  const get = async (id: string) => action.parse(await (await http("GET", `/v2/bulkActions/${id}`)).json());
  const list = async (query = "") =>
    listed.parse(await (await http("GET", `/v2/bulkActions?${query}`)).json());
  return { ...bundle, path: new URL(url).pathname, cancel, get, list };
}

it("a cancel by filter is tracked, with what was asked for", async () => {
  const { cancel, get, path } = await withWaiting(3);
  const { cancelled, actionId } = await cancel(`label=bulk&label=other&path=${path}&count=100`);
  expect(cancelled).toBe(3);
  const finished = await get(actionId);
  expect(finished).toMatchObject({
    actionId,
    state: "FINISHED",
    total: 3,
    processed: 3,
    filter: { label: ["bulk", "other"], path: [path] },
  });
  expect(finished.completedAt).toBeGreaterThanOrEqual(finished.createdAt);
});

it("a cancel of named messages is none: its answer is the exact number", async () => {
  const { client, list } = await withWaiting(1);
  expect(await client.messages.cancel(["msg_unknown"])).toEqual({ cancelled: 0 });
  expect((await list()).bulkActions).toEqual([]);
});

it("async answers before the work is done, and the work is done", async () => {
  const { cancel, get, client } = await withWaiting(5000);
  const { cancelled, actionId } = await cancel("async=true");
  expect(cancelled).toBe(5000);
  await vi.waitUntil(async () => (await get(actionId)).state === "FINISHED", {
    timeout: 10_000,
    interval: 5,
  });
  expect(await get(actionId)).toMatchObject({ total: 5000, processed: 5000 });
  expect(await client.messages.cancel({ all: true })).toMatchObject({ cancelled: 0 });
});

it("the list comes newest first, in pages, by state", async () => {
  const { cancel, list } = await withWaiting(0);
  const ids: string[] = [];
  for (const label of ["a", "b", "c"]) ids.unshift((await cancel(`label=${label}`)).actionId);
  const first = await list("count=2");
  expect(first.bulkActions.map(({ actionId }) => actionId)).toEqual(ids.slice(0, 2));
  await cancel("label=later");
  const last = await list(`count=2&cursor=${first.cursor}`);
  expect(last.bulkActions.map(({ actionId }) => actionId)).toEqual(ids.slice(2));
  expect(last.cursor).toBeUndefined();
  expect((await list("state=IN_PROGRESS")).bulkActions).toEqual([]);
  expect((await list("state=FINISHED&count=5000")).bulkActions).toHaveLength(4);
});

it.each(["state=DONE", "count=0", "cursor=x"])(
  "GET /v2/bulkActions?%s is refused with 400",
  async (query) => {
    const { http } = await setup();
    expect((await http("GET", `/v2/bulkActions?${query}`)).status).toBe(400);
  },
);

it("an unknown bulk action is 404", async () => {
  const { http } = await setup();
  expect((await http("GET", "/v2/bulkActions/1-0")).status).toBe(404);
});
