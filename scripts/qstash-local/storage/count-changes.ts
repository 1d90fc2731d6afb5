import type { Codec, Storage, Table } from "./storage";

/** A storage that knows how much has happened to it. */
export type CountedStorage = Storage & {
  /** Rises with every entry that is set or deleted, in any table. Starts at 0 with the process. */
  changes(): number;
};

/** Counts the changes of a storage, so that whoever shows its content knows when to look again. */
export function countChanges(storage: Storage): CountedStorage {
  let changes = 0;
  const count = () => {
    changes += 1;
  };
  return {
    open: <Value, Stored>(name: string, codec?: Codec<Value, Stored>) =>
      counted(storage.open(name, codec), count),
    flushed: () => storage.flushed(),
    close: () => storage.close(),
    changes: () => changes,
  };
}

function counted<Value>(table: Table<Value>, count: () => void): Table<Value> {
  return {
    get: (key) => table.get(key),
    set(key, value) {
      table.set(key, value);
      count();
    },
    delete(key) {
      const existed = table.delete(key);
      if (existed) count();
      return existed;
    },
    keys: () => table.keys(),
    values: () => table.values(),
    get size() {
      return table.size;
    },
  };
}
