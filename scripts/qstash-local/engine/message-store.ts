import { limits } from "../limits";
import type { Table } from "../storage/storage";
import { createBoundedHistory } from "./bounded-history";
import { isFinished, type Message, messageBytes } from "./message";

/** The messages of one account. */
export type MessageStore = {
  /** Adds a message, or keeps what has changed about it; a finished one moves to the history. */
  save(message: Message): void;
  /** A message that still has something before it, and that nobody has cancelled. What the API calls a message. */
  open(id: string): Message | undefined;
  /** All of these, in the order they were accepted. */
  allOpen(): Iterable<Message>;
  /** Everything that is not finished, cancelled or not, in the order it was accepted. */
  allUnfinished(): Message[];
  /** Any message that is still remembered, finished or not. */
  find(id: string): Message | undefined;
  /** Everything remembered, newest first. */
  all(): Message[];
};

export function createMessageStore(waiting: Table<Message>, past: Table<Message>): MessageStore {
  const finished = createBoundedHistory(past, limits.finished, messageBytes);

  return {
    save(message) {
      if (!isFinished(message)) return waiting.set(message.id, message);
      waiting.delete(message.id);
      finished.add(message.id, message);
    },
    open: (id) => [waiting.get(id)].find(isOpen),
    allUnfinished: () => [...waiting.values()],
    *allOpen() {
      for (const message of waiting.values()) if (isOpen(message)) yield message;
    },
    find: (id) => waiting.get(id) ?? finished.get(id),
    all: () => [...finished.values(), ...waiting.values()].toSorted(isNewer),
  };
}

/** Two of the same millisecond keep their order, whatever becomes of them. */
function isNewer(a: Message, b: Message): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1);
}

function isOpen(message: Message | undefined): message is Message {
  return message !== undefined && !message.cancelRequested;
}
