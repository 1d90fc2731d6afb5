import { createHash } from "node:crypto";

/** Of a normalised message: what comes later is detail. */
const MESSAGE_CHARS_MAX = 300;

/**
 * Names an error so that two of one cause have one name: its class, its message without what differs from time to
 * time, and where in the app's own code it was thrown. Line numbers are left out, since each deploy moves them.
 *
 * @returns 16 hexadecimal digits.
 */
export function fingerprintOf({
  name,
  message,
  stack,
}: {
  name: string;
  message: string;
  stack: string | null;
}): string {
  const parts = [name, normalisedMessage(message), topOwnFrame(stack) ?? ""];
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 16);
}

/** The message with addresses, times, ids and numbers replaced by what they are. */
export function normalisedMessage(message: string): string {
  return message
    .replaceAll(/\bhttps?:\/\/[^\s"'<>)]+/gi, "<url>")
    .replaceAll(/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?/g, "<time>")
    .replaceAll(/[\w-]{8,}/g, (word) => (isId(word) ? "<id>" : word))
    .replaceAll(/\d+(?:\.\d+)?/g, "<n>")
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, MESSAGE_CHARS_MAX);
}

/** Such as `evt_1Nf3x9`, a UUID or a hash. Words of letters are no ids, however long. */
function isId(word: string): boolean {
  return /\d/.test(word) && /[a-z_-]/i.test(word);
}

/** The first frame of a stack that is neither Node's nor a package's, as `function file`. */
export function topOwnFrame(stack: string | null): string | null {
  for (const line of stack?.split("\n") ?? []) {
    const [, name = "", place = ""] = /^\s+at (?:(.*?) \()?(.*?)(?::\d+){0,2}\)?$/.exec(line) ?? [];
    if (place === "" || isForeign(place)) continue;
    return `${name.replace(/^async /, "")} ${stablePlace(place)}`.trim();
  }
  return null;
}

function isForeign(place: string): boolean {
  return /^node:|[/\\]node_modules[/\\]|^<anonymous>|^native$|^index \d+$/.test(place);
}

/** The same on every machine; of a built file only that it is one, since each build names its chunks anew. */
function stablePlace(place: string): string {
  const path = place.replaceAll("\\", "/").replace(/\?.*$/, "");
  if (path.includes("/.next/")) return "(built)";
  // From the last of these folders on: the app itself may lie in one called "app".
  const own = /^(?:.*\/)?((?:app|lib|src|scripts|tests|components)\/.+)$/.exec(path);
  return own?.[1] ?? path.split("/").slice(-2).join("/");
}
