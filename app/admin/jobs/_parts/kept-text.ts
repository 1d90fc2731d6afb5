/** A text that this browser keeps. */
export type KeptText = {
  /** Empty where there is none. */
  read: () => string;
  /** Keeps it, and tells all that show it. */
  keep: (text: string) => void;
  /** Calls `onChange` when it changes, in this tab or another. */
  subscribe: (onChange: () => void) => () => void;
};

/** A text that is kept as `name` in the storage of the browser, where it may be. */
export function keptText(name: string): KeptText {
  const changed = `${name}-changed`;
  return {
    read() {
      try {
        return localStorage.getItem(name) ?? "";
      } catch {
        // Storage may be forbidden; then there is none.
        return "";
      }
    },
    keep(text) {
      try {
        localStorage.setItem(name, text);
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
