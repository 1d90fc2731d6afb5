import { describe, expect, it } from "vitest";
import type { EmailPayload } from "./jobs";
import { renderEmail } from "./render";
import { previews } from "./templates/previews";

const ATTACK = `<script>alert("x")</script><img src=x onerror=y>&lt;b&gt;`;

describe.each(Object.values(previews))("the $template mail", (payload) => {
  it("has a subject, HTML and text that tell the same", async () => {
    const { subject, html, text } = await renderEmail(payload);
    expect(subject).toMatch(/^\S.{5,}\S$/);
    expect(html).toMatch(/^<!DOCTYPE html/);
    for (const fact of factsOf(payload)) {
      expect(html).toContain(fact.replaceAll("&", "&amp;"));
      expect(text).toContain(fact);
    }
    expect(text).not.toMatch(/<\/?[a-z]/i);
  });

  it("has one button, a preheader and colours for the dark", async () => {
    const { html } = await renderEmail(payload);
    expect(html.match(/class="action"/g)).toHaveLength(1);
    expect(html).toMatch(/display:none[^>]*>[^<]{10,}/);
    expect(html).toContain("prefers-color-scheme: dark");
  });

  it("renders to the same bytes each time, as an idempotency key demands", async () => {
    expect(await renderEmail(payload)).toEqual(await renderEmail(payload));
  });

  it("escapes markup in every field", async () => {
    const { html } = await renderEmail(attacked(payload));
    expect(html).not.toMatch(/<script|<img|<b>/);
    expect(html).toContain("&lt;script&gt;");
  });

  it("keeps line breaks out of the subject, even unchecked ones", async () => {
    const { subject } = await renderEmail(attacked(payload, "Ada\r\nBcc: eve@example.com\u2028x"));
    expect(subject).not.toMatch(/[\r\n\u2028]/);
  });
});

it("a payment that is not tried again says so and leaves the date out", async () => {
  const { retriesAt: _next, ...data } = previews.paymentFailed.data;
  const { text } = await renderEmail({ ...previews.paymentFailed, data });
  expect(text).toContain("We do not try again by ourselves.");
  expect(text).not.toContain("Next try");
});

/** Names and links of a mail: what both of its forms must carry. */
function factsOf({ data }: EmailPayload): string[] {
  return Object.entries(data).flatMap(([field, value]) =>
    /(name|url|reason|headline|environment)$/i.test(field) ? [String(value)] : [],
  );
}

/** The payload with hostile text wherever text goes, past the schema that would refuse some of it. */
function attacked<T extends EmailPayload>(payload: T, attack = ATTACK): T {
  const data = Object.entries(payload.data).map(([field, value]) => [
    field,
    /(name|email|url|last4|reason|headline|environment|list)$/i.test(field) ? attack : value,
  ]);
  return { ...payload, data: Object.fromEntries(data) };
}
