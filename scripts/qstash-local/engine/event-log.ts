import type { AttemptResult } from "../delivery/attempt-result";
import { limits } from "../limits";
import type { Table } from "../storage/storage";
import { createBoundedHistory } from "./bounded-history";
import type { Message, MessageState } from "./message";

/** Something that happened to a message. Source: protocol §6.1. */
export type LogEvent = {
  time: number;
  state: MessageState | "ERROR";
  message: Message;
  /** With RETRY: when the next attempt is due. */
  nextDeliveryTime?: number;
  /** With ERROR, and with DELIVERED for whoever prints it. */
  result?: AttemptResult;
};

/** An event with its place in the log; the number never goes back, so it serves as a cursor. */
export type LogEntry = LogEvent & { sequence: number };

export type EventLog = {
  record(event: LogEvent): void;
  /** Newest first, beginning below this sequence number. Nothing is copied: take what you need and leave. */
  entries(below?: number): Iterable<LogEntry>;
};

/** @param announce is told every event as it happens; it is where log lines come from. */
export function createEventLog(entries: Table<LogEntry>, announce: (event: LogEvent) => void): EventLog {
  const history = createBoundedHistory(entries, limits.log, bytesOf);
  let sequence = [...entries.values()].at(-1)?.sequence ?? 0;

  return {
    record(event) {
      sequence += 1;
      history.add(String(sequence), { ...event, sequence });
      announce(event);
    },
    *entries(below = Number.POSITIVE_INFINITY) {
      const oldest = history.oldest()?.sequence ?? Number.POSITIVE_INFINITY;
      for (let at = Math.min(below - 1, sequence); at >= oldest; at -= 1) {
        const entry = history.get(String(at));
        if (entry) yield entry;
      }
    },
  };
}

/** Counts a shared body once per entry: too much rather than too little. */
function bytesOf(entry: LogEntry): number {
  return entry.message.spec.body.length + (entry.result?.body.length ?? 0);
}
