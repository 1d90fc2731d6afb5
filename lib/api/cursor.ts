import { z } from "zod";

/** Where a list goes on, as a text that says nothing to who gets it. */
export function toCursor(jobId: string): string {
  return Buffer.from(jobId.replaceAll("-", ""), "hex").toString("base64url");
}

const MESSAGE = "Must be the nextCursor of the page before";

/** The id that such a text stands for. */
export const cursorParameter = z
  .string()
  .regex(/^[\w-]{22}$/, MESSAGE)
  .transform((text) => Buffer.from(text, "base64url").toString("hex"))
  .transform((hex) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"))
  .pipe(z.guid(MESSAGE))
  .describe("The `nextCursor` of the page before.");
