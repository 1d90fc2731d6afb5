import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { payloadKeys } from "./payload-keys";

const key = () => randomBytes(32).toString("base64");

it("reads keys in their order", () => {
  const [one, two] = [key(), key()];
  expect(
    payloadKeys.parse(`2026-11:${one}, old:${two}`).map(({ id, key }) => `${id}:${key.toString("base64")}`),
  ).toEqual([`2026-11:${one}`, `old:${two}`]);
});

it.each([
  ["no id", key(), "must be id:key pairs"],
  ["a short key", `k:${randomBytes(16).toString("base64")}`, "must be id:key pairs"],
  ["a key in hex", `k:${randomBytes(32).toString("hex")}`, "must be id:key pairs"],
  ["an id with a dot", `k.1:${key()}`, "must be id:key pairs"],
  ["an empty one", `k:${key()},`, "must be id:key pairs"],
  ["an id twice", `k:${key()},k:${key()}`, "has an id twice"],
  ["a key of zeros", `k:${Buffer.alloc(32).toString("base64")}`, "has a key that is not random"],
])("refuses %s, and quotes nothing of it", (_, text, message) => {
  const parsed = payloadKeys.safeParse(text);
  expect(parsed.error?.issues[0]?.message).toContain(message);
  expect(JSON.stringify(parsed.error?.issues)).not.toContain(text.slice(3, 20));
});
