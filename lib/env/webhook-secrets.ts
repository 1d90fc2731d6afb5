import { z } from "zod";

/** `whsec_` and base64 of 24 bytes or more, as Standard Webhooks and Resend make them. */
const STANDARD = /^whsec_[A-Za-z0-9+/]{32,}={0,2}$/;
/** Stripe's are text behind the same beginning. */
const STRIPE = /^whsec_[A-Za-z0-9]{24,}$/;
const NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** One secret, or two with a comma between while one is being replaced. */
const list = (form: RegExp, words: string) =>
  z
    .string()
    .default("")
    .transform((text) => split(text, ","))
    .pipe(z.array(z.string().regex(form, words)).max(2));

export const stripeSecrets = list(
  STRIPE,
  "must be whsec_ and at least 24 letters and digits, as Stripe shows it",
);
export const standardSecrets = list(STANDARD, "must be whsec_ and base64 of 24 bytes or more");

/** `name=secret`, or `name=old|new`, with commas between; which may send to `/api/webhooks/custom/{name}`. */
export const namedSecrets = z
  .string()
  .default("")
  .transform((text) => split(text, ",").map(entry))
  .pipe(
    z.array(
      z.tuple([
        z.string().regex(NAME, "must begin with names of lower-case letters, digits and - : name=whsec_…"),
        z
          .array(z.string().regex(STANDARD, "must have secrets of whsec_ and base64 of 24 bytes or more"))
          .min(1, "must have a secret for each name: name=whsec_…")
          .max(2, "must have at most two secrets for a name"),
      ]),
    ),
  )
  .transform((entries) => new Map(entries));

function entry(text: string): [string, string[]] {
  const at = text.indexOf("=");
  return at < 0 ? [text, []] : [text.slice(0, at).trim(), split(text.slice(at + 1), "|")];
}

function split(text: string, by: string): string[] {
  return text
    .split(by)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
