/** Largest stored JSON value, in bytes. */
const STORABLE_BYTES_MAX = 64 * 1024;

const DEEPEST = 32;

/** How JSON writes NUL and lone surrogates (and, harmlessly, a backslash before such letters). */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/i;

/** A value as Postgres can keep it, and a note when something of it could not be kept. */
export type Storable = { json: string | null; note: string | null };

/**
 * Makes any value storable as `jsonb`, or says why it is not. Never throws: by the time a result is stored
 * its effect has happened, so a bad result must not make the job run again (reliability F15, H24).
 *
 * NUL characters and lone surrogates, which `jsonb` refuses, become U+FFFD. What JSON cannot express (BigInt,
 * a cycle), nests deeper than 32 levels or is larger than 64 KiB is left out, with a note.
 */
export function toStorable(value: unknown): Storable {
  try {
    const json = JSON.stringify(value);
    if (json === undefined) return { json: null, note: null };
    const bytes = Buffer.byteLength(json);
    if (bytes > STORABLE_BYTES_MAX) return left(`it has ${bytes} bytes, the limit is ${STORABLE_BYTES_MAX}`);
    if (depthOf(json) > DEEPEST) return left(`it nests deeper than ${DEEPEST} levels`);
    // Parsed again it is plain data, in which no String object hides its characters.
    return {
      json: UNSTORABLE.test(json) ? JSON.stringify(JSON.parse(json), storableText) : json,
      note: null,
    };
  } catch (error) {
    return left(error instanceof Error ? storableLine(error.message) : "it cannot be written as JSON");
  }
}

/** Text as a Postgres `text` or `jsonb` column accepts it. */
export function toStorableText(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "\uFFFD");
}

function left(reason: string): Storable {
  return { json: null, note: `The value was not stored: ${reason}.` };
}

function storableLine(text: string): string {
  return toStorableText(text.split("\n", 1)[0] ?? "").slice(0, 200);
}

function storableText(_key: string, value: unknown): unknown {
  if (typeof value === "string") return toStorableText(value);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const names = Object.keys(value);
  if (names.every((name) => toStorableText(name) === name)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [toStorableText(name), inner]));
}

function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [bracket] of json.replaceAll(/"(?:[^"\\]|\\.)*"/g, "").matchAll(/[[\]{}]/g)) {
    depth += bracket === "{" || bracket === "[" ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
