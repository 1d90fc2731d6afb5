import { limits } from "../limits";
import { createBoundedHistory } from "./bounded-history";
import type { Message } from "./message";

/** The messages of one account. */
export type MessageStore = {
  add(message: Message): void;
  /** Moves a message to the history. */
  finish(message: Message): void;
  /** A message that still has something before it, and that nobody has cancelled. What the API calls a message. */
  open(id: string): Message | undefined;
  allOpen(): Message[];
  /** Any message that is still remembered, finished or not. */
  find(id: string): Message | undefined;
  /** Everything remembered, newest first. */
  all(): Message[];
};

export function createMessageStore(): MessageStore {
  const waiting = new Map<string, Message>();
  const finished = createBoundedHistory<Message>(limits.finished, (message) => message.spec.body.length);

  return {
    add: (message) => void waiting.set(message.id, message),
    finish(message) {
      waiting.delete(message.id);
      finished.add(message.id, message);
    },
    open: (id) => [waiting.get(id)].find(isOpen),
    allOpen: () => [...waiting.values()].filter(isOpen),
    find: (id) => waiting.get(id) ?? finished.get(id),
    all: () => [...finished.values(), ...waiting.values()].toSorted((a, b) => b.createdAt - a.createdAt),
  };
}

function isOpen(message: Message | undefined): message is Message {
  return message !== undefined && !message.cancelRequested;
}
