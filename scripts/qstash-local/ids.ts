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
  let text = "";
  for (const byte of takeRandom(length)) text += ALPHABET.charAt(byte % ALPHABET.length);
  return text;
}

// A call to the generator costs more than the bytes: each delivery needs two ids.
const POOL_BYTES = 16_384;
let pool: Buffer = Buffer.alloc(0);

function takeRandom(length: number): Buffer {
  if (pool.length < length) pool = randomBytes(Math.max(POOL_BYTES, length));
  const taken = pool.subarray(0, length);
  pool = pool.subarray(length);
  return taken;
}
