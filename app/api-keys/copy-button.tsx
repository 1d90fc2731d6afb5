"use client";

import { useState, useSyncExternalStore } from "react";
import { buttonStyle } from "@/app/_components/button-style";

const SAID = { ready: "Copy key", copied: "Copied", failed: "Select it and copy it by hand" } as const;

/** Puts a text into the clipboard. Not there where no script runs: a click on the text selects it. */
export function CopyButton({ text }: { text: string }) {
  const isAlive = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const [state, setState] = useState<keyof typeof SAID>("ready");
  if (!isAlive) return null;
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setState("copied");
    } catch {
      setState("failed");
    }
  }
  return (
    <button type="button" onClick={() => void copy()} aria-live="polite" className={buttonStyle("outline")}>
      {SAID[state]}
    </button>
  );
}

function never(): () => void {
  return () => undefined;
}
