export type BoundedMap<K, V> = {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
  clear(): void;
};

/** A map that forgets its oldest entry beyond `most`, so that a session of weeks cannot fill the memory. */
export function createBoundedMap<K, V>(most: number): BoundedMap<K, V> {
  const entries = new Map<K, V>();
  return {
    get: (key) => entries.get(key),
    set(key, value) {
      entries.set(key, value);
      if (entries.size > most) dropOldest(entries);
    },
    delete: (key) => void entries.delete(key),
    clear: () => entries.clear(),
  };
}

function dropOldest<K>(entries: Map<K, unknown>): void {
  const [oldest] = entries.keys();
  if (oldest !== undefined) entries.delete(oldest);
}
