import { describe, expect, it } from "vitest";
import { onlyHere } from "./only-here";
import { setup } from "./setup";

/** Four messages that wait, with the labels a, a, b, c. */
async function fourWaiting() {
  const bundle = await setup();
  const url = bundle.destination.url("/wait");
  const publish = async (label: string) => (await bundle.client.publish({ url, delay: 60, label })).messageId;
  const [a, b, c] = [bundle.name("a"), bundle.name("b"), bundle.name("c")];
  const ids = [await publish(a), await publish(a), await publish(b), await publish(c)] as const;
  const left = async () => {
    const found = await Promise.all(ids.map((id) => bundle.http("GET", `/v2/messages/${id}`)));
    return found.flatMap(({ status }, index) => (status === 200 ? [index] : []));
  };
  return { ...bundle, url, ids, a, b, c, left };
}

it("filters narrow each other and their values add up", async () => {
  const { client, http, url, a, b, c, left } = await fourWaiting();
  const query = `label=${a},${b}&label=none&url=${encodeURIComponent(url)}&fromDate=1`;
  const filtered = await http("DELETE", `/v2/messages?${query}`);
  expect(filtered.status).toBe(202);
  expect(await filtered.json()).toMatchObject({ cancelled: 3 });
  expect(await left()).toEqual([3]);
  const other = await client.messages.cancel({ filter: { url: "http://other.test/", label: c } });
  expect(other).toMatchObject({ cancelled: 0 });
});

it("host and path are parts of the destination", async () => {
  const { client, destination, url, name, a, b, c, left } = await fourWaiting();
  const elsewhere = name("elsewhere");
  await client.publish({ url: destination.url("/else?a=1"), delay: 60, label: elsewhere });
  const { host, pathname } = new URL(url);
  const [label, path] = [[a, b, c, elsewhere], new URL(destination.url("/else")).pathname];
  expect(await client.messages.cancel({ filter: { label, host: "other.test" } })).toMatchObject({
    cancelled: 0,
  });
  expect(await client.messages.cancel({ filter: { label, host, path } })).toMatchObject({ cancelled: 1 });
  expect(await left()).toEqual([0, 1, 2, 3]);
  const both = await client.messages.cancel({ filter: { label, host, path: ["/", pathname] } });
  expect(both).toMatchObject({ cancelled: 4 });
});

it("queue and flow-control key are filters like any other", async () => {
  const { client, destination, name, left } = await fourWaiting();
  const url = destination.url("/limited");
  const [queueName, key] = [name("queue"), name("key")];
  const queue = client.queue({ queueName });
  await queue.upsert({ parallelism: 1, paused: true });
  await queue.enqueue({ url });
  const keyed = await client.publish({ url, delay: 60, flowControl: { key, parallelism: 1 } });
  const both = { queueName, flowControlKey: key };
  expect(await client.messages.cancel({ filter: both })).toMatchObject({ cancelled: 0 });
  expect(await client.messages.cancel({ filter: { queueName } })).toMatchObject({ cancelled: 1 });
  expect(await client.messages.get(keyed.messageId)).toMatchObject({ flowControlKey: key, parallelism: 1 });
  expect(await client.messages.cancel({ filter: { flowControlKey: key } })).toMatchObject({ cancelled: 1 });
  expect(await left()).toEqual([0, 1, 2, 3]);
  await queue.delete();
});

it("a comma inside a URL belongs to it", async () => {
  const { client, destination, left } = await fourWaiting();
  const url = destination.url("/a,b?c=1,2");
  await client.publish({ url, delay: 60 });
  const filter = { url: `${url},http://other.test/` };
  expect(await client.messages.cancel({ filter })).toMatchObject({ cancelled: 1 });
  expect(await left()).toEqual([0, 1, 2, 3]);
});

it("dates are those of the creation, and inclusive", async () => {
  const { client, ids, c, left } = await fourWaiting();
  const first = (await client.messages.get(ids[0])).createdAt;
  const last = (await client.messages.get(ids[3])).createdAt;
  const cancel = async (filter: { fromDate?: number; toDate?: number }) =>
    (await client.messages.cancel({ filter: { label: c, ...filter } })).cancelled;
  expect(await cancel({ toDate: first - 1 })).toBe(0);
  expect(await cancel({ fromDate: last + 1 })).toBe(0);
  expect(await cancel({ fromDate: last, toDate: last })).toBe(1);
  expect(await left()).toEqual([0, 1, 2]);
});

describe("no filter", () => {
  onlyHere("it would cancel the messages of the account's other users");

  it("means all, beyond the count that the SDK sends", async () => {
    const { client, http, destination } = await setup();
    const item = { destination: destination.url("/wait"), headers: { "upstash-delay": "1m" } };
    await http("POST", "/v2/batch", { body: JSON.stringify(Array.from({ length: 1200 }, () => item)) });
    expect(await client.messages.cancel({ all: true })).toMatchObject({ cancelled: 1200 });
    expect(await client.messages.cancel({ all: true })).toMatchObject({ cancelled: 0 });
  });
});

describe("a bulk cancel that is not understood", () => {
  onlyHere("a server that overlooks the mistake would cancel everything");

  it.each([
    ["?labels=a", ""],
    ["?messageId=a", ""],
    ["?responseStatus=500", ""],
    ["?label=", ""],
    ["?label=a,", ""],
    ["?fromDate=yesterday", ""],
    ["?fromDate=1&fromDate=2", ""],
    ["?count=0", ""],
    ["?async=maybe", ""],
    ["", '{"ids":[]}'],
    ["", '{"messageIds":"a"}'],
    ["", "[broken"],
  ])("DELETE /v2/messages%s with body %j is refused and cancels nothing", async (query, body) => {
    const { http, left } = await fourWaiting();
    const response = await http("DELETE", `/v2/messages${query}`, body ? { body } : {});
    expect([response.status, await response.json()]).toEqual([400, { error: expect.any(String) }]);
    expect(await left()).toEqual([0, 1, 2, 3]);
  });

  it.each([["?messageIds="], ["?messageIds=msg_unknown&label=a"]])(
    "DELETE /v2/messages%s names ids, so it means no other message",
    async (query) => {
      const { http, left } = await fourWaiting();
      expect(await (await http("DELETE", `/v2/messages${query}`)).json()).toEqual({ cancelled: 0 });
      expect(await left()).toEqual([0, 1, 2, 3]);
    },
  );
});
