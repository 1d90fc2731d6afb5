import type { Message } from "../engine/message";
import { shownRequest } from "./shown-request";

/** Picks messages for the list; all that are given must hold. */
export type ListFilter = (message: Message) => boolean;

/** Reads the query of the list, `state` apart: counts by state are about what the rest lets through. */
export function listFilter(query: URLSearchParams): ListFilter {
  const tests = TESTS.flatMap(([name, test]) => {
    const value = query.get(name)?.trim();
    return value ? [(message: Message) => test(message, value)] : [];
  });
  return (message) => tests.every((test) => test(message));
}

/** What the counts tell apart, in the order of a message's life; who asks for cancelled ones wants both kinds. */
export const TILES: readonly [state: Message["state"], states: readonly Message["state"][]][] = [
  ["CREATED", ["CREATED"]],
  ["ACTIVE", ["ACTIVE"]],
  ["RETRY", ["RETRY"]],
  ["DELIVERED", ["DELIVERED"]],
  ["FAILED", ["FAILED"]],
  ["CANCELED", ["CANCELED", "CANCEL_REQUESTED"]],
];

/** The states that `state` narrows the list to; `undefined` when it names none. */
export function statesOf(query: URLSearchParams): readonly Message["state"][] | undefined {
  const wanted = query.get("state");
  return TILES.find(([state]) => state === wanted)?.[1];
}

/** Filters that a link sets and the reader takes away, with the words for them. */
export const LINKED_FILTERS: readonly [name: string, words: string][] = [
  ["label", "label"],
  ["schedule", "schedule"],
  ["queue", "queue"],
  ["key", "flow-control key"],
  ["group", "URL group"],
  ["source", "callbacks of"],
];

const TESTS: readonly [string, (message: Message, value: string) => boolean][] = [
  ["label", ({ spec }, label) => spec.labels.includes(label)],
  ["schedule", ({ scheduleId }, id) => scheduleId === id],
  ["queue", ({ spec }, name) => spec.queueName === name],
  ["key", ({ spec }, key) => spec.flowControl?.key === key],
  ["group", ({ spec }, name) => spec.topicName === name],
  ["source", ({ callbackOf }, id) => callbackOf === id],
  ["q", containsText],
];

// A search reads every message; a large body is not what people look for by its middle.
const SEARCHED_BYTES = 64 * 1024;

/** Id, address and labels in any case; the beginning of the body as it is written. */
export function containsText({ id, spec }: Pick<Message, "id" | "spec">, text: string): boolean {
  const wanted = text.toLowerCase();
  const words = [id, spec.url, ...spec.labels];
  return (
    words.some((word) => word.toLowerCase().includes(wanted)) ||
    shownRequest(spec).body.subarray(0, SEARCHED_BYTES).includes(text)
  );
}
