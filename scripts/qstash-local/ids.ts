import { randomBytes } from "node:crypto";

/** A new message id: `msg_` and 56 random characters, as long as the service's own (60). Never guessable, never reused. */
export const newMessageId = () => `msg_${randomText(56)}`;

/** The id of a schedule that was created without one. */
export const newScheduleId = () => `scd_${randomText(28)}`;

/** A key that signs deliveries, in the form of the real ones. */
export const newSigningKey = () => `sig_${randomText(28)}`;

/** The `jti` of one delivery's token. */
export const newTokenId = () => `jwt_${randomText(26)}`;

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** Random base58 characters: no two look alike, none needs escaping in a URL. */
export function randomText(length: number): string {
  return Array.from(randomBytes(length), (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join("");
}
