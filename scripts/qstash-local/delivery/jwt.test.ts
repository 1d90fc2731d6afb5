import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { signDelivery } from "./jwt";

const sign = (body: string) =>
  signDelivery({
    url: "http://localhost:3000/a?b=1",
    body: Buffer.from(body),
    key: "sig_key",
    nowMs: 1_700_000_000_900,
  });

function decode(token: string): unknown[] {
  return token
    .split(".")
    .slice(0, 2)
    .map((part): unknown => JSON.parse(Buffer.from(part, "base64url").toString()));
}

it("carries the claims of the protocol", () => {
  expect(decode(sign("hello"))).toEqual([
    { alg: "HS256", typ: "JWT" },
    {
      iss: "Upstash",
      sub: "http://localhost:3000/a?b=1",
      exp: 1_700_000_300,
      nbf: 0,
      iat: 1_700_000_000,
      jti: expect.stringMatching(/^jwt_\w{26}$/),
      body: "LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
    },
  ]);
});

it("hashes an empty body like any other, with padding", () => {
  expect(decode(sign(""))[1]).toMatchObject({ body: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=" });
});

it("is signed with the bytes of the whole key, prefix included", () => {
  const token = sign("hello");
  const [unsigned, signature] = [token.slice(0, token.lastIndexOf(".")), token.split(".")[2]];
  expect(createHmac("sha256", "sig_key").update(unsigned).digest("base64url")).toBe(signature);
});

it("is never the same twice", () => {
  expect(sign("hello")).not.toBe(sign("hello"));
});
