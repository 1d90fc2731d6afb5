import { createBoundedMap } from "./bounded-map";
import type { RequestNote } from "./mail";

const NOTES_MOST = 100;

/** All requests about one mail: how many took a turn with its faults, and what became of the first hundred. */
export type Conversation = { turns: number; notes: RequestNote[] };

export type Conversations = {
  about(mail: string): Conversation;
  clear(): void;
};

/** Remembers what was said about each mail, also before it is accepted, so that faults can take turns. */
export function createConversations(most: number): Conversations {
  const known = createBoundedMap<string, Conversation>(most);
  return {
    about(mail) {
      const conversation = known.get(mail) ?? { turns: 0, notes: [] };
      known.set(mail, conversation);
      return conversation;
    },
    clear: () => known.clear(),
  };
}

/** Adds a line to the history of requests, unless it is full. */
export function note(conversation: Conversation, entry: RequestNote): void {
  if (conversation.notes.length < NOTES_MOST) conversation.notes.push(entry);
}
