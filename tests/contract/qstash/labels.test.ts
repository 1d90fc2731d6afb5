import { expect, it } from "vitest";
import { messageIdOf, setup } from "./setup";

/** The labels of a waiting message that was published with this header. */
async function labelsOf(header: string) {
  const { http, client, destination } = await setup();
  const headers = { "upstash-label": header, "upstash-delay": "60s" };
  const response = await http("POST", `/v2/publish/${destination.url("/l")}`, { headers });
  return await client.messages.get(await messageIdOf(response));
}

it("one label is shown as label and as labels", async () => {
  expect(await labelsOf("one")).toMatchObject({ label: "one", labels: ["one"] });
});

it("a comma makes several, the first of which is the label", async () => {
  expect(await labelsOf("a,b,c")).toMatchObject({ label: "a", labels: ["a", "b", "c"] });
});

it("blanks around a label and empty ones do not count", async () => {
  expect(await labelsOf("  a b ,, c  ,")).toMatchObject({ label: "a b", labels: ["a b", "c"] });
});

it("a message without labels shows none", async () => {
  const message = await labelsOf(" , ");
  expect(message).not.toHaveProperty("label");
  expect(message).not.toHaveProperty("labels");
});

it("a hundred labels are kept, each of which finds its message", async () => {
  const { client, destination, name, logs } = await setup();
  const label = Array.from({ length: 100 }, () => name("many"));
  const { messageId } = await client.publish({ url: destination.url("/l"), label, delay: 60 });
  expect(await client.messages.get(messageId)).toMatchObject({ labels: label });
  expect(await logs({ label: label[99] })).toMatchObject([{ messageId, labels: label }]);
  expect(await client.messages.cancel({ filter: { label: label[42] ?? "" } })).toMatchObject({
    cancelled: 1,
  });
});
