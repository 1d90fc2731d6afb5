import { expect, it } from "vitest";
import { onlyHere } from "./only-here";
import { textOf, withPage } from "./page-reader";

onlyHere("the page");

it.each(["/queues", "/flow-control"])("%s shows how to begin while there is nothing", async (path) => {
  const { get, server } = await withPage();
  const { status, body } = await get(path);
  expect(status).toBe(200);
  expect(body).toContain(`Authorization: Bearer ${server.token}`);
});

it("a queue shows what is in front and what waits, and can be paused, resumed and deleted", async () => {
  const { get, press, client, destination } = await withPage();
  destination.answer("/first", 500);
  const queue = client.queue({ queueName: "imports" });
  const first = await queue.enqueue({ url: destination.url("/first"), retryDelay: "100000" });
  const second = await queue.enqueue({ url: destination.url("/second") });
  const screen = async () => textOf((await get("/queues")).body);
  await expect.poll(screen).toMatch(/imports 1 2 Retry POST \S+\/first in 1 min \d+ s Running/);
  const message = async (id: string) => textOf((await get(`/messages/${id}`)).body);
  expect(await message(second.messageId)).toContain(
    "waits for its turn in the queue imports, one at a time.",
  );

  await press("/queues", "Pause");
  expect(await screen()).toContain("Paused");
  expect(await message(second.messageId)).toContain("in the queue imports, which is paused.");
  await press("/queues", "Resume");
  expect(await screen()).toContain("Running");
  await press("/queues", "Delete it");
  expect(await screen()).toContain("No queue yet");
  expect(await message(first.messageId)).toContain("Somebody cancelled it");
});

it("a message that waits for its retry is retried now, one that waits for its delay is delivered now", async () => {
  const { get, press, client, destination, ended } = await withPage();
  destination.answer("/bad", 500, 200);
  const bad = await client.publish({ url: destination.url("/bad") });
  await expect.poll(async () => (await get(`/messages/${bad.messageId}`)).body).toContain("Retry now");
  expect((await press(`/messages/${bad.messageId}`, "Retry now")).status).toBe(303);
  expect(await ended(bad.messageId)).toContain("DELIVERED");
  const later = await client.publish({ url: destination.url("/later"), delay: 3600 });
  await press(`/messages/${later.messageId}`, "Deliver now");
  expect(await ended(later.messageId)).toContain("DELIVERED");
});

it("a flow-control key shows what waits and what is used up, and can be paused, resumed and reset", async () => {
  const { get, press, client, destination } = await withPage();
  const flowControl = { key: "org/42 <mails>", rate: 1, period: "1h" as const };
  for (const path of ["/1", "/2"]) await client.publish({ url: destination.url(path), flowControl });
  await destination.received("/1", 1);
  const screen = async () => textOf((await get("/flow-control")).body);
  await expect.poll(screen).toMatch(/org\/42 &#60;mails&#62; 1 0 1 of 1 per 1 h next period in \d+ min/);
  const waiting = textOf((await get("/?q=/2")).body);
  expect(waiting).toContain("key org/42 &#60;mails&#62;");

  await press("/flow-control", "Pause");
  expect(await screen()).toContain("Paused");
  await press("/flow-control", "Reset rate");
  await press("/flow-control", "Resume");
  await destination.received("/2", 1);
});

it("a message says why it waits for its flow-control key", async () => {
  const { get, client, destination } = await withPage();
  destination.answer("/slow", "silence");
  const flowControl = { key: "slow", parallelism: 1 };
  await client.publish({ url: destination.url("/slow"), flowControl });
  await destination.received("/slow", 1);
  const { messageId } = await client.publish({ url: destination.url("/slow"), flowControl });
  expect(textOf((await get(`/messages/${messageId}`)).body)).toContain(
    "The first attempt is due, and waits for room under the flow-control key slow: 1 of 1 are under way.",
  );
});

it("a URL group shows its endpoints and can be deleted", async () => {
  const { get, press, client, destination } = await withPage();
  expect((await get("/url-groups")).body).toContain("No URL group yet");
  const endpoints = [{ name: "mail", url: destination.url("/mail") }, { url: destination.url("/crm") }];
  await client.urlGroups.addEndpoints({ name: "signed-up", endpoints });
  expect(textOf((await get("/url-groups")).body)).toMatch(/signed-up mail http\S+\/mail http\S+\/crm none/);
  await client.publish({ urlGroup: "signed-up", delay: 60 });
  expect(textOf((await get("/?group=signed-up")).body)).toContain("2 Created");
  await press("/url-groups", "Delete it");
  expect((await get("/url-groups")).body).toContain("No URL group yet");
});
