import type { Storage } from "./storage";

/** Keeps everything until the process ends. */
export function createMemoryStorage(): Storage {
  return {
    open: () => new Map(),
    flushed: async () => {},
    close: async () => {},
  };
}
