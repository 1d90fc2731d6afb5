import type { Codec, Storage } from "../storage/storage";
import type { BulkAction } from "./bulk-actions";
import type { DeadLetter } from "./dead-letters";
import type { TakenId } from "./deduplication";
import type { LogEntry } from "./event-log";
import type { FlowKey } from "./flow-key";
import type { Message } from "./message";
import type { Queue } from "./queue-line";
import type { Schedule } from "./schedule";
import type { RotatedKeys } from "./signing-keys";
import type { UrlGroup } from "./url-groups";
import type { Usage } from "./usage";

/** All that an account owns and a restart must not lose. */
export type Tables = ReturnType<typeof openTables>;

/** Opens the tables of one account; once per storage. */
export function openTables(storage: Storage, account: string) {
  const waiting = storage.open<Message>(`${account}/waiting`);
  const finished = storage.open<Message>(`${account}/finished`);
  const find = (id: string) => waiting.get(id) ?? finished.get(id);
  return {
    /** Resolves when all changes so far are safe. */
    flushed: () => storage.flushed(),
    waiting,
    finished,
    deadLetters: storage.open<DeadLetter>(`${account}/dead-letters`),
    deduplication: storage.open<TakenId>(`${account}/deduplication`),
    schedules: storage.open<Schedule>(`${account}/schedules`),
    urlGroups: storage.open<UrlGroup>(`${account}/url-groups`),
    rotatedKeys: storage.open<RotatedKeys>(`${account}/rotated-keys`),
    queues: storage.open<Queue>(`${account}/queues`),
    flowKeys: storage.open<FlowKey>(`${account}/flow-keys`),
    bulkActions: storage.open<BulkAction>(`${account}/bulk-actions`),
    usage: storage.open<Usage>(`${account}/usage`),
    log: storage.open<LogEntry, StoredEntry>(`${account}/log`, byMessageId(find)),
  };
}

type StoredEntry = Omit<LogEntry, "message"> & { messageId: string };

/** A message has tables of its own; the log keeps its id. An entry whose message is forgotten goes with it. */
function byMessageId(find: (id: string) => Message | undefined): Codec<LogEntry, StoredEntry> {
  return {
    encode: ({ message, ...entry }) => ({ ...entry, messageId: message.id }),
    decode({ messageId, ...entry }) {
      const message = find(messageId);
      return message && { ...entry, message };
    },
  };
}
