import { Receiver } from "@upstash/qstash";
import { describe, expect, it } from "vitest";
import { onlyHere } from "./only-here";
import { setup } from "./setup";

async function signedDelivery() {
  const bundle = await setup();
  const url = bundle.destination.url("/signed?b=2&a=1");
  await bundle.client.publishJSON({ url, body: { hello: "wörld" } });
  const { headers, body } = await bundle.delivery("/signed?b=2&a=1");
  return { ...bundle, url, signature: String(headers["upstash-signature"]), body: body.toString() };
}

it("the official Receiver accepts a delivery, its URL included", async () => {
  const { receiver, ...delivery } = await signedDelivery();
  await expect(receiver.verify(delivery)).resolves.toBe(true);
});

const only = (key: string) => new Receiver({ currentSigningKey: key, nextSigningKey: key });

it("it is signed with the current key, not with the next one", async () => {
  const { server, ...delivery } = await signedDelivery();
  const { currentSigningKey: current, nextSigningKey: next } = server;
  await expect(only(current).verify(delivery)).resolves.toBe(true);
  await expect(only(next).verify(delivery)).rejects.toThrow("signature verification failed");
});

it("another body or another URL is not covered", async () => {
  const { receiver, ...delivery } = await signedDelivery();
  await expect(receiver.verify({ ...delivery, body: "{}" })).rejects.toThrow("body hash does not match");
  await expect(receiver.verify({ ...delivery, url: `${delivery.url}/` })).rejects.toThrow("invalid subject");
});

async function tokenParts() {
  const { signature, url } = await signedDelivery();
  const [header, claims] = signature
    .split(".")
    .slice(0, 2)
    .map((part): Record<string, unknown> => JSON.parse(Buffer.from(part, "base64url").toString()));
  return { url, header, claims };
}

it("the token has the documented claims", async () => {
  const { url, header, claims } = await tokenParts();
  expect(header).toEqual({ alg: "HS256", typ: "JWT" });
  expect(claims).toMatchObject({ iss: "Upstash", sub: url, jti: expect.stringMatching(/^jwt_/) });
  expect(Number(claims?.["exp"]) - Number(claims?.["iat"])).toBe(300);
  expect(claims?.["body"]).toMatch(/^[\w-]{43}=?$/);
});

describe("where the documentation is silent", () => {
  onlyHere("choice 4");

  it("nbf is 0 and the body's hash is padded", async () => {
    const { claims } = await tokenParts();
    expect(claims).toMatchObject({ nbf: 0, body: expect.stringMatching(/=$/) });
  });
});

it("an empty body is signed as the empty string", async () => {
  const { client, receiver, destination, delivery } = await setup();
  await client.publish({ url: destination.url("/empty") });
  const { headers, url } = await delivery("/empty");
  const signature = String(headers["upstash-signature"]);
  await expect(receiver.verify({ signature, body: "", url })).resolves.toBe(true);
});
