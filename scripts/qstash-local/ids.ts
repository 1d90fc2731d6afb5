import { randomFillSync } from "node:crypto";

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
  const text = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; at += 1) text[at] = ALPHABET.charCodeAt(randomByte() % ALPHABET.length);
  return text.toString("latin1");
}

// Every message needs eighty bytes: fetched one id at a time, they would cost more than all else that is made up for it.
const pool = Buffer.alloc(8192);
let used = pool.length;

function randomByte(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 1;
  return pool.readUInt8(used - 1);
}
