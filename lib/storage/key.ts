/** Names with letters, digits, `-`, `_` and single dots inside, with slashes between: nothing that a file system reads as more. */
const KEY = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*(\/[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*)*$/;

const LONGEST = 512;

/** @throws TypeError for a key that could lead out of the storage. */
export function assertKey(key: string): string {
  if (key.length <= LONGEST && KEY.test(key)) return key;
  throw new TypeError(
    `A storage key has at most ${LONGEST} letters, digits, - and _, with single dots and slashes between; got ${JSON.stringify(key.slice(0, 80))}.`,
  );
}

/** A prefix is a key that may end in a slash; empty for all. @throws TypeError */
export function assertPrefix(prefix: string): string {
  if (prefix !== "") assertKey(prefix.replace(/\/$/, ""));
  return prefix;
}
