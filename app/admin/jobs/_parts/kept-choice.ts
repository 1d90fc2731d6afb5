import { type KeptText, keptText } from "./kept-text";

/** One of several values that this browser keeps. */
export type KeptChoice<T extends string> = {
  read: () => T;
  /** Keeps it, and tells all that show it. */
  choose: (value: T) => void;
  subscribe: KeptText["subscribe"];
};

/** A choice that is kept as `name` in the storage of the browser, where it may be. */
export function keptChoice<T extends string>(
  name: string,
  choices: readonly T[],
  byDefault: T,
): KeptChoice<T> {
  const { read, keep, subscribe } = keptText(name);
  return {
    read() {
      const chosen = read();
      return choices.find((choice) => choice === chosen) ?? byDefault;
    },
    choose: keep,
    subscribe,
  };
}
