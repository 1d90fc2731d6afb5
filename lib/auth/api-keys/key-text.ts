import { createHash, randomBytes, randomInt } from "node:crypto";
import { API_KEY_START } from "@/lib/http/bearer";

/** A new key: `bgj_`, eight characters to know it by, and 32 random bytes. */
export function newKeyText(): { text: string; prefix: string } {
  const prefix = Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join("");
  return { text: `${API_KEY_START}${prefix}_${randomBytes(32).toString("base64url")}`, prefix };
}

/** Without those that look like each other. */
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

/** What the database has of a key. A plain hash will do: nobody guesses 32 random bytes. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
