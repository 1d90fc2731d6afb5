import { Receiver } from "@upstash/qstash";
import { expect, it } from "vitest";
import { testUser } from "@/scripts/qstash-local/credentials";
import { onlyHere } from "./only-here";
import { withFaults } from "./with-faults";

onlyHere("/_dev");

/** A delivery under a rule, as a receiver takes it. */
async function delivered(rule: object, body = "hello") {
  const world = await withFaults();
  const oldKey = world.server.currentSigningKey;
  await world.http("POST", "/v2/keys/rotate");
  const receiver = new Receiver(world.server);
  const { id } = await world.fault({ match: { label: "x" }, ...rule });
  const url = world.destination.url("/signed");
  await world.client.publish({ url, body, label: "x", retries: 0 });
  const request = await world.delivery("/signed");
  expect(await world.counts(id)).toEqual([1, 1]);
  const delivery = { signature: String(request.headers["upstash-signature"]), body: request.body.toString() };
  return { ...world, receiver, oldKey, url, delivery };
}

const sign = (how: string) => ({ kind: "sign", params: { with: how } });
const only = (key: string) => new Receiver({ currentSigningKey: key, nextSigningKey: key });

it("sign with next: the receiver accepts it by its next key", async () => {
  const { receiver, delivery, url, server } = await delivered(sign("next"));
  await expect(receiver.verify({ ...delivery, url })).resolves.toBe(true);
  await expect(only(server.nextSigningKey).verify({ ...delivery, url })).resolves.toBe(true);
  await expect(only(server.currentSigningKey).verify({ ...delivery, url })).rejects.toThrow();
});

it("sign with old: only the key before the last rotation fits", async () => {
  const { receiver, delivery, url, oldKey } = await delivered(sign("old"));
  await expect(receiver.verify({ ...delivery, url })).rejects.toThrow("signature verification failed");
  await expect(only(oldKey).verify({ ...delivery, url })).resolves.toBe(true);
});

it("sign with published: only the key that everybody knows fits", async () => {
  const { receiver, delivery, url } = await delivered(sign("published"));
  await expect(receiver.verify({ ...delivery, url })).rejects.toThrow("signature verification failed");
  await expect(only(testUser.currentSigningKey).verify({ ...delivery, url })).resolves.toBe(true);
});

it.each([
  ["wrong", "signature verification failed"],
  ["expired", '"exp" claim timestamp check failed'],
  ["foreign-url", "invalid subject"],
])("sign with %s: the receiver refuses it: %s", async (how, why) => {
  const { receiver, server, delivery, url } = await delivered(sign(how));
  await expect(receiver.verify({ ...delivery, url })).rejects.toThrow();
  await expect(only(server.currentSigningKey).verify({ ...delivery, url })).rejects.toThrow(why);
});

it("sign with no-claims: a good signature over nothing", async () => {
  const { receiver, delivery, url } = await delivered(sign("no-claims"));
  await expect(receiver.verify({ ...delivery, url })).rejects.toThrow();
  const claims = Buffer.from(delivery.signature.split(".")[1] ?? "", "base64url").toString();
  expect(claims).toBe("{}");
});

it("mutate-body: one byte differs under the signature of the original", async () => {
  const { receiver, delivery, url } = await delivered({ kind: "mutate-body" });
  const differing = Array.from(delivery.body).filter((byte, place) => byte !== "hello"[place]);
  expect(delivery.body).toHaveLength(5);
  expect(differing).toHaveLength(1);
  await expect(receiver.verify({ ...delivery, url })).rejects.toThrow("body hash does not match");
  await expect(receiver.verify({ ...delivery, body: "hello", url })).resolves.toBe(true);
});

it("mutate-body: the same seed changes the same byte", async () => {
  const rule = { kind: "mutate-body", seed: 3 };
  const first = await delivered(rule, "a".repeat(200));
  const second = await delivered(rule, "a".repeat(200));
  expect(first.delivery.body).toBe(second.delivery.body);
});

it("mutate-body: an empty body is no longer empty", async () => {
  const { delivery } = await delivered({ kind: "mutate-body" }, "");
  expect(delivery.body).toHaveLength(1);
});
