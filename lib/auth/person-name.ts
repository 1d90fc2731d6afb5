import { z } from "zod";

/**
 * A person's name. It stands in mails to an address that nobody has confirmed yet, so it may not carry a
 * link: otherwise anybody could send strangers an advertisement in our name.
 */
export const personName = z
  .string()
  .trim()
  .min(1, "Enter your name.")
  .max(80, "Use at most 80 characters.")
  .refine(
    (name) => !/[\p{Cc}\p{Zl}\p{Zp}<>]/u.test(name),
    "Use letters, not control characters or angle brackets.",
  )
  .refine((name) => !/:\/\/|\bwww\./i.test(name), "Use a name, not a web address.");
