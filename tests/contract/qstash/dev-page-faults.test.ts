import { expect, it } from "vitest";
import { onlyHere } from "./only-here";
import { textOf, withPage } from "./page-reader";

onlyHere("the page");

it("a chosen fault strikes the messages with its label, and the page tells how often", async () => {
  const { get, post, press, client, destination, ended } = await withPage();
  expect((await get("/faults")).body).toContain("Nothing goes wrong on purpose");
  await post("/_dev/page/faults/add", { preset: "twice", label: "mail", times: "1" });
  const struck = await client.publish({ url: destination.url("/mail"), label: "mail" });
  const spared = await client.publish({ url: destination.url("/other") });
  await destination.received("/mail", 2);
  await ended(struck.messageId);
  await ended(spared.messageId);
  expect(destination.requests("/other")).toHaveLength(1);
  const text = textOf((await get("/faults")).body);
  expect(text).toMatch(/fault-1 deliver-twice .* label mail \d+ 1 of 1/);
  expect(text).toMatch(/What went wrong .* deliver-twice .*\/mail fault-1/);
  await press("/faults", "Remove");
  expect((await get("/faults")).body).toContain("Nothing goes wrong on purpose");
});

it("every fault of the list can be added, and all are removed at once", async () => {
  const { get, post, press } = await withPage();
  const { body } = await get("/faults");
  const presets = [...body.matchAll(/<option value="([^"]+)"/g)].map(([, name = ""]) => name);
  for (const preset of presets) expect((await post("/_dev/page/faults/add", { preset })).status).toBe(303);
  expect((await get("/faults")).body.match(/<tr id="row-fault-/g)).toHaveLength(presets.length);
  await press("/faults", "Remove all");
  expect((await get("/faults")).body).toContain("Nothing goes wrong on purpose");
});

it.each([
  [{ preset: "twice", times: "often" }, "times"],
  [{ preset: "twice", times: "0" }, "times"],
  [{ preset: "nothing" }, "preset"],
  [{}, "preset"],
])("%j is refused with what was expected", async (fields, word) => {
  const { post, get } = await withPage();
  const { status, body } = await post("/_dev/page/faults/add", fields);
  expect(status).toBe(400);
  expect(body).toContain(word);
  expect((await get("/faults")).body).toContain("Nothing goes wrong on purpose");
});

it("the server is restarted, and a delivery that was under way is made again", async () => {
  const { press, client, destination, ended } = await withPage();
  destination.answer("/slow", "silence", 200);
  const { messageId } = await client.publish({ url: destination.url("/slow") });
  await destination.received("/slow", 1);
  await press("/faults", "Restart");
  expect(await ended(messageId)).toContain("DELIVERED");
});
