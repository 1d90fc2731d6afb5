/** Where everything that must outlive a restart is kept: in memory (the default) or in a folder. */
export type Storage = {
  /** Opens the table of this name, once, with what was in it. */
  open<Value, Stored = Value>(name: string, codec?: Codec<Value, Stored>): Table<Value>;
  /** Resolves when everything that was set or deleted before this call is safe from the end of the process. */
  flushed(): Promise<void>;
  close(): Promise<void>;
};

/**
 * A map in order of insertion. Values are plain data (what `structuredClone` copies) and may be changed in place; call
 * `set` again afterwards, in the same turn of the event loop. All changes of one turn are kept or lost together.
 */
export type Table<Value> = {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): boolean;
  keys(): IterableIterator<string>;
  values(): IterableIterator<Value>;
  readonly size: number;
};

/** For values that refer to another table: what is written in their place, and how it is read back. */
export type Codec<Value, Stored> = {
  encode(value: Value): Stored;
  /** `undefined` when the value cannot be restored; it is dropped then. */
  decode(stored: Stored): Value | undefined;
};
