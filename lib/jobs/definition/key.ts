import { z } from "zod";
import { toStorableText } from "@/lib/jobs/payloads/storable";

/** A key that a caller makes up: whatever Postgres can keep as one short text. */
export const key = z
  .string()
  .min(1)
  .max(255)
  .refine((text) => toStorableText(text) === text, "Must be whole characters without NUL");
