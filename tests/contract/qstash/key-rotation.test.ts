import { Receiver } from "@upstash/qstash";
import { expect, it } from "vitest";
import { z } from "zod";
import { onlyHere } from "./only-here";
import { setup } from "./setup";

onlyHere("two rotations lock out everybody else who uses the account");

const keys = z.object({ current: z.string(), next: z.string() });

async function withRotation() {
  const bundle = await setup();
  const before = { ...bundle.server };
  const ask = async (method: string, path: string) =>
    keys.parse(await (await bundle.http(method, path)).json());
  return { ...bundle, before, rotate: () => ask("POST", "/v2/keys/rotate"), ask };
}

it("next becomes current and a new next appears", async () => {
  const { before, rotate, ask } = await withRotation();
  const rotated = await rotate();
  expect(rotated).toEqual({
    current: before.nextSigningKey,
    next: expect.stringMatching(/^sig_\w{28}$/),
  });
  expect([before.currentSigningKey, before.nextSigningKey]).not.toContain(rotated.next);
  expect(await ask("GET", "/v2/keys")).toEqual(rotated);
});

it("the server object tells the keys that are valid now", async () => {
  const { server, rotate } = await withRotation();
  const { current, next } = await rotate();
  expect([server.currentSigningKey, server.nextSigningKey]).toEqual([current, next]);
});

it("attempts after the rotation are signed with the new current key, also of messages from before", async () => {
  const { client, before, rotate, destination } = await withRotation();
  destination.answer("/r", 500, 200);
  const url = destination.url("/r");
  await client.publish({ url, body: "x", retryDelay: "1500" });
  await destination.received("/r", 1);
  const { current, next } = await rotate();
  const signatures = (await destination.received("/r", 2)).map(({ headers }) =>
    String(headers["upstash-signature"]),
  );
  const verify = (signature: string | undefined, currentSigningKey: string, nextSigningKey: string) =>
    new Receiver({ currentSigningKey, nextSigningKey }).verify({
      signature: signature ?? "",
      body: "x",
      url,
    });
  await expect(verify(signatures[0], before.currentSigningKey, "none")).resolves.toBe(true);
  await expect(verify(signatures[1], current, "none")).resolves.toBe(true);
  await expect(verify(signatures[1], before.currentSigningKey, next)).rejects.toThrow("signature");
});

it("a receiver with the keys from before one rotation still verifies, after a second one no longer", async () => {
  const { client, before, rotate, destination, delivery } = await withRotation();
  const receiver = new Receiver(before);
  const check = async (path: string) => {
    await client.publish({ url: destination.url(path), body: "x" });
    const { headers, url } = await delivery(path);
    return receiver.verify({ signature: String(headers["upstash-signature"]), body: "x", url });
  };
  await rotate();
  await expect(check("/first")).resolves.toBe(true);
  await rotate();
  await expect(check("/second")).rejects.toThrow("signature");
});

it("a restart keeps the rotated keys", async () => {
  const { server, rotate, ask } = await withRotation();
  const rotated = await rotate();
  await server.ours().restart();
  expect(await ask("GET", "/v2/keys")).toEqual(rotated);
});
