import { describe, expect, it } from "vitest";
import { z } from "zod";
import { sendEmail } from "./jobs";
import { previews } from "./templates/previews";

const { welcome, teamInvitation, paymentFailed } = previews;

function accepts(payload: unknown): boolean {
  return sendEmail.payload.safeParse(payload).success;
}

describe("the payload of send-email", () => {
  it.each(Object.values(previews))("$template accepts its example", (payload) => {
    expect(sendEmail.payload.parse(payload)).toEqual(payload);
  });

  it("refuses a template it does not know and names those it does", () => {
    const { error } = sendEmail.payload.safeParse({ ...welcome, template: "newsletter" });
    expect(error?.message).toContain("paymentFailed");
  });

  it("refuses the data of another template, missing fields and unknown fields", () => {
    expect(accepts({ ...welcome, data: teamInvitation.data })).toBe(false);
    expect(accepts({ ...welcome, data: { name: "Ada" } })).toBe(false);
    expect(accepts({ ...welcome, data: { ...welcome.data, extra: 1 } })).toBe(false);
    expect(accepts({ ...welcome, bcc: "eve@example.com" })).toBe(false);
  });

  it.each([
    "not an address",
    "Ada <ada@example.com>",
    "ada@example.com, eve@example.com",
    "ada@example.com\r\nBcc: eve@example.com",
    "ada@example.com\n",
    `${"a".repeat(320)}@example.com`,
  ])("refuses %j as recipient", (to) => {
    expect(accepts({ ...welcome, to })).toBe(false);
  });

  it.each(["", "a\r\nb", "a\u0000b", "a\u2028b", "a".repeat(121)])("refuses %j as a name", (name) => {
    expect(accepts({ ...welcome, data: { ...welcome.data, name } })).toBe(false);
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://example.com",
    "/dashboard",
    'https://example.com/"><script>',
    "https://example.com/a b",
    `https://example.com/${"a".repeat(2048)}`,
  ])("refuses %j as a link", (dashboardUrl) => {
    expect(accepts({ ...welcome, data: { ...welcome.data, dashboardUrl } })).toBe(false);
  });

  it("accepts a payment without card and without a next try", () => {
    const { cardLast4: _card, retriesAt: _next, ...data } = paymentFailed.data;
    expect(accepts({ ...paymentFailed, data })).toBe(true);
  });

  it("refuses fractions of the smallest unit and unknown shapes of a currency", () => {
    expect(accepts(priced({ amount: 49.5, currency: "EUR" }))).toBe(false);
    expect(accepts(priced({ amount: 4900, currency: "euro" }))).toBe(false);
  });

  it("describes itself as JSON Schema", () => {
    expect(z.toJSONSchema(sendEmail.payload, { io: "input" })).toHaveProperty("oneOf");
  });
});

function priced(price: unknown) {
  return { ...paymentFailed, data: { ...paymentFailed.data, price } };
}
