import { vi } from "vitest";

/** The QStash SDK tells the console about each call that failed; a test that makes calls fail knows that already. */
export function quietConsole(): void {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  vi.spyOn(console, "error").mockImplementation(() => {});
}
