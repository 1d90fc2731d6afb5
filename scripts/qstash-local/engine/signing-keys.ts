import type { Credentials } from "../credentials";
import { newSigningKey } from "../ids";
import type { Table } from "../storage/storage";

type KeyPair = Pick<Credentials, "currentSigningKey" | "nextSigningKey">;

/** What an account's keys became, which ones they began as, and the current one before the last rotation. */
export type RotatedKeys = KeyPair & { began: KeyPair; previousSigningKey?: string };

const ONLY = "keys";

/** The credentials as the last rotation left them. Whoever hands in other keys than before wants those instead. */
export function currentCredentials(given: Credentials, rotations: Table<RotatedKeys>): Credentials {
  const last = rotations.get(ONLY);
  if (last && isSame(last.began, given)) return { ...given, ...keysOf(last) };
  rotations.delete(ONLY);
  return { ...given };
}

/** The next key becomes the current one, and there is a new next. Whatever is signed from now on knows it. Source: protocol §2.11. */
export function rotateKeys(credentials: Credentials, rotations: Table<RotatedKeys>): void {
  const began = rotations.get(ONLY)?.began ?? keysOf(credentials);
  const previousSigningKey = credentials.currentSigningKey;
  credentials.currentSigningKey = credentials.nextSigningKey;
  credentials.nextSigningKey = newSigningKey();
  rotations.set(ONLY, { ...keysOf(credentials), began, previousSigningKey });
}

/** The current key before the last rotation, if there was one. */
export function previousKey(rotations: Table<RotatedKeys>): string | undefined {
  return rotations.get(ONLY)?.previousSigningKey;
}

function keysOf({ currentSigningKey, nextSigningKey }: KeyPair): KeyPair {
  return { currentSigningKey, nextSigningKey };
}

function isSame(a: KeyPair, b: KeyPair): boolean {
  return a.currentSigningKey === b.currentSigningKey && a.nextSigningKey === b.nextSigningKey;
}
