import { z } from "zod";

/** What names an event or its type: a line that a row, a log and a screen can show. */
export const plainText = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u);
