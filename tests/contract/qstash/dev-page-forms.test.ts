import { expect, it } from "vitest";
import { onlyHere } from "./only-here";
import { withPage } from "./page-reader";

onlyHere("the page");

it("cancel stops a message and leads back to it", async () => {
  const { press, client, destination } = await withPage();
  const { messageId } = await client.publish({ url: destination.url("/later"), delay: 3600 });
  const { status, headers } = await press(`/messages/${messageId}`, "Cancel");
  expect([status, headers.get("location")]).toEqual([303, `/messages/${messageId}?did=cancel`]);
  await expect(client.messages.get(messageId)).rejects.toThrow("not found");
});

it("what was done is said once, in our own words", async () => {
  const { get } = await withPage();
  expect((await get("/?did=cancel")).body).toContain("Cancelled: it ends at its next step.");
  expect((await get("/?did=%3Cb%3Esurprise")).body).not.toContain("surprise");
});

it("redeliver sends a message once more and shows what came back", async () => {
  const { press, get, client, destination, ended } = await withPage();
  destination.answer("/x", 200, { status: 409, body: "seen before" });
  const { messageId } = await client.publish({ url: destination.url("/x") });
  await ended(messageId);
  expect((await press(`/messages/${messageId}`, "Redeliver")).status).toBe(303);
  await expect.poll(async () => (await get(`/messages/${messageId}`)).body).toContain("seen before");
});

it("a schedule is run, paused, resumed and deleted", async () => {
  const { press, client, destination } = await withPage();
  await client.schedules.create({
    destination: destination.url("/s"),
    cron: "0 0 1 1 *",
    scheduleId: "yearly",
  });
  await press("/schedules", "Run now");
  await destination.received("/s", 1);
  await press("/schedules", "Pause");
  expect((await client.schedules.get("yearly")).isPaused).toBe(true);
  await press("/schedules", "Resume");
  expect((await client.schedules.get("yearly")).isPaused).toBe(false);
  await press("/schedules", "Delete it");
  expect(await client.schedules.list()).toEqual([]);
});

/** Publishes to these paths, which all refuse for good. */
async function withLetters(...paths: string[]) {
  const page = await withPage();
  for (const path of paths) {
    page.destination.answer(path, 500, 200);
    const { messageId } = await page.client.publish({ url: page.destination.url(path), retries: 0 });
    await page.ended(messageId);
  }
  const prefix = page.destination.url("");
  const left = async () =>
    (await page.client.dlq.listMessages()).messages.map(({ url }) => url.replace(prefix, ""));
  return { ...page, left };
}

it("one dead letter is retried as a new message", async () => {
  const { press, left, destination } = await withLetters("/a");
  await press("/dead-letters", "Retry");
  await destination.received("/a", 2);
  expect(await left()).toEqual([]);
});

it("one dead letter is deleted", async () => {
  // Longer than what addresses begin with by chance.
  const { press, left } = await withLetters("/unwanted", "/wanted");
  await press("/dead-letters?q=/unwanted", "Delete it");
  expect(await left()).toEqual(["/wanted"]);
});

it("all dead letters of a search are retried or deleted, and no others", async () => {
  const { press, left, destination } = await withLetters("/mail/1", "/mail/2", "/report");
  await press("/dead-letters?q=/mail/", "Retry all");
  await destination.received("/mail/1", 2);
  await destination.received("/mail/2", 2);
  expect(await left()).toEqual(["/report"]);
  await press("/dead-letters?q=report", "Delete all");
  expect(await left()).toEqual([]);
});

it("a bulk action takes only what the reader has seen", async () => {
  const { post, left } = await withLetters("/a");
  await post("/_dev/page/dead-letters/delete", { until: "0" });
  await post("/_dev/page/dead-letters/delete", {});
  expect(await left()).toEqual(["/a"]);
});

it("a form of another web page is refused, and nothing happens", async () => {
  const { post, get, client, destination } = await withPage();
  const { messageId } = await client.publish({ url: destination.url("/later"), delay: 3600 });
  for (const origin of ["https://evil.test", "null", "http://127.0.0.1.evil.test"]) {
    expect((await post(`/_dev/page/messages/${messageId}/cancel`, {}, { origin })).status).toBe(403);
    expect((await get("/", { origin })).status).toBe(403);
  }
  expect((await client.messages.get(messageId)).messageId).toBe(messageId);
});

it("a host name that was pointed at this machine shows nothing", async () => {
  const { get, server } = await withPage();
  const { body } = await get("/", { origin: "https://evil.test" });
  expect(body).not.toContain(server.token);
});

it("only a form is a form", async () => {
  const { client, destination, server } = await withPage();
  const { messageId } = await client.publish({ url: destination.url("/later"), delay: 3600 });
  const response = await fetch(`${server.url}/_dev/page/messages/${messageId}/cancel`, {
    method: "POST",
    body: "x",
  });
  expect(response.status).toBe(400);
});

it.each([
  "messages/msg_unknown/cancel",
  "schedules/unknown/run",
  "dead-letters/1-0/retry",
  "messages/x/nothing",
])("POST %s is a 404", async (path) => {
  const { post } = await withPage();
  expect((await post(`/_dev/page/${path}`)).status).toBe(404);
});
