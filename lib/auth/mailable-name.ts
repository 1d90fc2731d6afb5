import { z } from "zod";

/** A person's. */
export const personName = mailableName({ most: 80, missing: "Enter your name." });

/** An organization's. */
export const organizationName = mailableName({ most: 100, missing: "Enter the organization's name." });

/**
 * A name that stands in mails to addresses that nobody has confirmed yet. It may not carry a link: otherwise anybody
 * could send strangers an advertisement in our name.
 */
function mailableName({ most, missing }: { most: number; missing: string }) {
  return z
    .string()
    .trim()
    .min(1, missing)
    .max(most, `Use at most ${most} characters.`)
    .refine(
      (name) => !/[\p{Cc}\p{Zl}\p{Zp}<>]/u.test(name),
      "Use letters, not control characters or angle brackets.",
    )
    .refine((name) => !/:\/\/|\bwww\./i.test(name), "Use a name, not a web address.");
}
