import { expect, it } from "vitest";
import { onlyHere } from "./only-here";
import { textOf, withPage } from "./page-reader";

onlyHere("the page");

it("a server without messages shows how to publish the first one", async () => {
  const { get, server } = await withPage();
  const { status, headers, body } = await get("/");
  expect([status, headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  expect(body).toContain(`QSTASH_URL=${server.url}`);
  expect(body).toContain(`QSTASH_TOKEN=${server.token}`);
});

it.each(["/schedules", "/dead-letters", "/log"])(
  "%s says what belongs there while it is empty",
  async (path) => {
    const { get } = await withPage();
    const { status, body } = await get(path);
    expect(status).toBe(200);
    expect(body).toContain('class="card empty"');
  },
);

it("the list shows each message with its state, attempts and when it is due", async () => {
  const { get, client, destination, ended } = await withPage();
  destination.answer("/bad", 500);
  const bad = await client.publish({ url: destination.url("/bad"), retries: 0 });
  await ended(bad.messageId);
  await client.publish({ url: destination.url("/later"), delay: 3600, label: "nightly" });
  const text = textOf((await get("/")).body);
  expect(text).toMatch(/Created POST \S+\/later label nightly 0 of 4 in (1 h|59 min \d+ s)/);
  expect(text).toMatch(/Failed POST \S+\/bad 1 of 1 500/);
});

it("the list is narrowed by state, label and text, and the address says so", async () => {
  const { get, client, destination, ended } = await withPage();
  const done = await client.publish({ url: destination.url("/done"), label: "mail", body: "to ada" });
  await ended(done.messageId);
  await client.publish({ url: destination.url("/later"), delay: 3600, label: "report" });
  const shown = async (query: string) => {
    const { body } = await get(`/?${query}`);
    return ["done", "later"].filter((path) => body.includes(`<wbr>${path}</a>`));
  };
  expect(await shown("")).toEqual(["done", "later"]);
  expect(await shown("state=DELIVERED")).toEqual(["done"]);
  expect(await shown("label=report")).toEqual(["later"]);
  expect(await shown("q=to+ada")).toEqual(["done"]);
  expect(await shown(`q=${done.messageId}`)).toEqual(["done"]);
  expect(await shown("q=LATER&state=CREATED")).toEqual(["later"]);
  expect(await shown("q=nothing")).toEqual([]);
  expect((await get("/?q=nothing")).body).toContain("No message fits");
});

it("a long list comes in pages of fifty", async () => {
  const { get, client, destination } = await withPage();
  await client.batch(
    Array.from({ length: 60 }, (_, index) => ({
      destination: destination.url(`/${index}`),
      url: destination.url(`/${index}`),
      delay: 3600,
    })),
  );
  const rows = async (query: string) => (await get(`/${query}`)).body.match(/<tr id="row-/g)?.length;
  expect([await rows(""), await rows("?page=2"), await rows("?page=99")]).toEqual([50, 10, 10]);
  expect((await get("/")).body).toContain('rel="next" href="/?page=2"');
});

it("a message shows every attempt with its answer, its callbacks, its request and its log", async () => {
  const { get, client, destination, ended } = await withPage();
  destination.answer("/job", { status: 500, headers: { "X-Why": "tired" }, body: "not today" }, 200);
  const { messageId } = await client.publishJSON({
    url: destination.url("/job"),
    body: { hello: "world" },
    retryDelay: "1",
    callback: destination.url("/done"),
  });
  await ended(messageId);
  await destination.received("/done", 2);
  const { status, body } = await get(`/messages/${messageId}`);
  const text = textOf(body);
  expect(status).toBe(200);
  expect(text).toMatch(/Attempt 2 of 4 got through: the destination answered 200 after \d+ ms/);
  expect(text).toMatch(/200 retry 1 .* 500 first attempt .* not today X-Why tired/);
  expect(text).toContain("{ &#34;hello&#34;: &#34;world&#34; }");
  expect(body.match(/class="note">callback/g)).toHaveLength(2);
  expect(text).toMatch(
    /Log .* Delivered answered 200 .* Retry again in 1 ms .* Error answered 500 .* Created/,
  );
});

it("a message says why it waits", async () => {
  const { get, client, destination } = await withPage();
  destination.answer("/bad", 503);
  const retried = await client.publish({ url: destination.url("/bad"), retryDelay: "100000" });
  await destination.received("/bad", 1);
  await expect
    .poll(async () => textOf((await get(`/messages/${retried.messageId}`)).body))
    .toMatch(
      /Attempt 1 of 4 failed: the destination answered 503 after \d+ ms. The next one is due in 1 min \d+ s/,
    );
  const delayed = await client.publish({ url: destination.url("/later"), delay: "2m" });
  expect(textOf((await get(`/messages/${delayed.messageId}`)).body)).toMatch(
    /published to be delivered 2 min later: the first attempt is due in/,
  );
});

it("a message that was asked not to be tried again says so", async () => {
  const { get, client, destination, ended } = await withPage();
  destination.answer("/final", {
    status: 489,
    headers: { "Upstash-NonRetryable-Error": "true" },
    body: "no",
  });
  const { messageId } = await client.publish({ url: destination.url("/final") });
  await ended(messageId);
  expect(textOf((await get(`/messages/${messageId}`)).body)).toMatch(
    /Attempt 1 of 4 was the last one: the destination answered 489 after \d+ ms, and asked not to be tried again/,
  );
});

it("schedules are told in words, with the next and the last run", async () => {
  const { get, client, destination } = await withPage();
  await client.schedules.create({
    destination: destination.url("/s"),
    cron: "*/5 * * * *",
    scheduleId: "often",
  });
  const text = textOf((await get("/schedules")).body);
  expect(text).toMatch(/often POST \S+\/s every 5 minutes \*\/5 \* \* \* \* in \d+ (min|s).* not yet/);
});

it("the log is filtered by event and text", async () => {
  const { get, client, destination, ended } = await withPage();
  const { messageId } = await client.publish({ url: destination.url("/x") });
  await ended(messageId);
  const rows = async (query: string) => (await get(`/log${query}`)).body.match(/<tr id="row-/g)?.length ?? 0;
  expect([
    await rows(""),
    await rows("?state=DELIVERED"),
    await rows("?state=FAILED"),
    await rows("?q=nothing"),
  ]).toEqual([3, 1, 0, 0]);
});

it("the number of changes stands still until something happens", async () => {
  const { get, client, destination } = await withPage();
  const changes = async () => (await get("/_dev/page/changes")).body.replace(/"now":\d+/, "");
  const before = await changes();
  expect(await changes()).toBe(before);
  await client.publish({ url: destination.url("/x"), delay: 60 });
  expect(await changes()).not.toBe(before);
});

it.each([
  "/messages/msg_unknown",
  "/messages/a/b/c",
  "/_dev/page/nothing",
  "/_dev/page/..%2fserver.ts",
  "/schedules/x",
])("%s is a 404 with the way back", async (path) => {
  const { get } = await withPage();
  const { status, body } = await get(path);
  expect(status).toBe(404);
  expect(body).toContain('<a href="/">All messages</a>');
});

it.each([
  ["base.css", "text/css"],
  ["frame.css", "text/css"],
  ["parts.css", "text/css"],
  ["forms.css", "text/css"],
  ["tables.css", "text/css"],
  ["message.css", "text/css"],
  ["page.js", "text/javascript"],
  ["live.js", "text/javascript"],
  ["morph.js", "text/javascript"],
  ["countdown.js", "text/javascript"],
  ["wait-in-words.js", "text/javascript"],
  ["icon.svg", "image/svg+xml"],
])("the page brings %s along", async (name, type) => {
  const { get } = await withPage();
  const { status, headers } = await get(`/_dev/page/${name}`);
  expect([status, headers.get("content-type")]).toEqual([200, expect.stringContaining(type)]);
});
