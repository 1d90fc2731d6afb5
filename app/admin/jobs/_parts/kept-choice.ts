/** One of several values that this browser keeps. */
export type KeptChoice<T extends string> = {
  read: () => T;
  /** Keeps it, and tells all that show it. */
  choose: (value: T) => void;
  /** Calls `onChange` when the choice changes, in this tab or another. */
  subscribe: (onChange: () => void) => () => void;
};

/** A choice that is kept as `name` in the storage of the browser, where it may be. */
export function keptChoice<T extends string>(
  name: string,
  choices: readonly T[],
  byDefault: T,
): KeptChoice<T> {
  const changed = `${name}-changed`;
  return {
    read() {
      try {
        const chosen = localStorage.getItem(name);
        return choices.find((choice) => choice === chosen) ?? byDefault;
      } catch {
        // Storage may be forbidden; then each page begins with the default.
        return byDefault;
      }
    },
    choose(value) {
      try {
        localStorage.setItem(name, value);
      } catch {
        // Then it cannot be kept.
      }
      dispatchEvent(new Event(changed));
    },
    subscribe(onChange) {
      addEventListener(changed, onChange);
      addEventListener("storage", onChange);
      return () => {
        removeEventListener(changed, onChange);
        removeEventListener("storage", onChange);
      };
    },
  };
}
