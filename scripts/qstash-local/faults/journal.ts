import { limits } from "../limits";

/** One fault that happened. */
export type Struck = {
  /** Unix milliseconds of the server's clock. */
  time: number;
  ruleId: string;
  kind: string;
  /** Absent at publish, where there is none yet. */
  messageId?: string;
  url: string;
  /** How exactly: the rule's parameters, and what was chosen by chance. */
  detail: string;
};

/** The newest faults, oldest first. */
export type Journal = {
  add(struck: Struck): void;
  entries(): readonly Struck[];
  clear(): void;
};

/** @param announce is told each fault as it happens. */
export function createJournal(announce: (struck: Struck) => void): Journal {
  let entries: Struck[] = [];
  return {
    add(struck) {
      entries.push(struck);
      // In blocks: cutting off one of a thousand each time would move them all.
      if (entries.length > 2 * limits.faults) entries = entries.slice(-limits.faults);
      announce(struck);
    },
    entries: () => entries.slice(-limits.faults),
    clear() {
      entries = [];
    },
  };
}
