import { parseRisingId } from "../engine/rising-ids";
import { badRequest } from "../http/http-error";

/** `last` is there when more follows: the next page begins behind it. */
export type Page<Item> = { items: Item[]; last?: Item };

/** Takes the first `count` that are wanted, and looks no further than the next one. */
export function takePage<Item>(
  items: Iterable<Item>,
  isWanted: (item: Item) => boolean,
  count: number,
): Page<Item> {
  const page: Item[] = [];
  for (const item of items) {
    if (!isWanted(item)) continue;
    if (page.length === count) return { items: page, last: page.at(-1) };
    page.push(item);
  }
  return { items: page };
}

/** `count`: at least 1; more than `max` is taken as `max`, as the service does. @throws {HttpError} 400 */
export function readCount(query: URLSearchParams, { fallback = 100, max = 100 } = {}): number {
  const text = query.get("count");
  if (text === null) return fallback;
  if (/^\d+$/.test(text) && Number(text) >= 1) return Math.min(max, Number(text));
  throw badRequest(`invalid count: expected 1 to ${max}, came "${text}"`);
}

/**
 * `cursor`: where the page before ended; an empty one counts as none. All cursors have the form `<n>-<n>`, so that a
 * client that takes them for numbers shows it (protocol §2.10). @throws {HttpError} 400
 */
export function readCursor(query: URLSearchParams): string | undefined {
  const text = query.get("cursor");
  if (!text) return undefined;
  if (parseRisingId(text)) return text;
  throw badRequest(`invalid cursor "${text}": pass the one of the page before, unchanged`);
}
