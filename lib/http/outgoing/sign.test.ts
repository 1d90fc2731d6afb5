import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { newSigningSecret, signatureHeaders } from "./sign";

const body = JSON.stringify({ type: "job.completed", data: { name: "Zoë 🙂" } });
const message = { id: "evt_1", body, at: new Date() };

describe("a signed message", () => {
  it("is accepted by the official library", () => {
    const secret = newSigningSecret();
    const headers = signatureHeaders({ ...message, secrets: [secret] });
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  });

  it("is accepted by whoever has the old or the new secret while one is being replaced", () => {
    const [older, newer] = [newSigningSecret(), newSigningSecret()];
    const headers = signatureHeaders({ ...message, secrets: [newer, older] });
    for (const secret of [older, newer]) new Webhook(secret).verify(body, headers);
    expect(() => new Webhook(newSigningSecret()).verify(body, headers)).toThrow("No matching signature");
  });

  it("is refused by the official library once its body, id or time was changed", () => {
    const secret = newSigningSecret();
    const headers = signatureHeaders({ ...message, secrets: [secret] });
    const verify = (text: string, changes: Record<string, string>) => () =>
      new Webhook(secret).verify(text, { ...headers, ...changes });
    expect(verify(body.replace("completed", "failed"), {})).toThrow("No matching signature");
    expect(verify(body, { "webhook-id": "evt_2" })).toThrow("No matching signature");
    const tomorrow = String(Number(headers["webhook-timestamp"]) + 86_400);
    expect(verify(body, { "webhook-timestamp": tomorrow })).toThrow("too new");
  });

  it("needs a secret", () => {
    expect(() => signatureHeaders({ ...message, secrets: [] })).toThrow("one secret at least");
  });
});

it("a secret is whsec_ and 32 random bytes", () => {
  const secrets = new Set(Array.from({ length: 100 }, newSigningSecret));
  expect(secrets.size).toBe(100);
  for (const secret of secrets) expect(Buffer.from(secret.replace(/^whsec_/, ""), "base64")).toHaveLength(32);
});
