import { deserialize } from "node:v8";
import type { Codec, Table } from "./storage";
import type { Change } from "./writer";

type Item<Value> = { place: number; value: Value };

/** A table in memory that passes every change on to be written. On disk each entry also knows its place in the order. */
export function createDiskTable<Value, Stored>(
  loaded: [string, Buffer][],
  codec: Codec<Value, Stored> | undefined,
  write: (change: Change) => void,
): Table<Value> {
  const items = restore(loaded, codec);
  let place = Math.max(0, ...[...items.values()].map((item) => item.place).slice(-1));

  return {
    get: (key) => items.get(key)?.value,
    set(key, value) {
      const item = items.get(key) ?? { place: (place += 1), value };
      item.value = value;
      items.set(key, item);
      write({ key, encode: () => [item.place, codec ? codec.encode(value) : value] });
    },
    delete(key) {
      if (!items.delete(key)) return false;
      write({ key, encode: undefined });
      return true;
    },
    keys: () => items.keys(),
    *values() {
      for (const { value } of items.values()) yield value;
    },
    get size() {
      return items.size;
    },
  };
}

function restore<Value, Stored>(loaded: [string, Buffer][], codec: Codec<Value, Stored> | undefined) {
  const entries = loaded.flatMap(([key, bytes]): [string, Item<Value>][] => {
    const [place, value] = read(bytes, codec);
    return value === undefined ? [] : [[key, { place, value }]];
  });
  return new Map(entries.toSorted(([, a], [, b]) => a.place - b.place));
}

/** What `deserialize` gives is what this table wrote: the format of the folder was checked. */
function read<Value, Stored>(
  bytes: Buffer,
  codec: Codec<Value, Stored> | undefined,
): [number, Value | undefined] {
  if (!codec) {
    const plain: [number, Value] = deserialize(bytes);
    return plain;
  }
  const [place, stored]: [number, Stored] = deserialize(bytes);
  return [place, codec.decode(stored)];
}
