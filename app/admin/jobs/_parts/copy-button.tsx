"use client";

import { useEffect, useState } from "react";
import { Icon } from "@/app/_components/icon";

type CopyButtonProps = {
  text: string;
  /** What is copied, as in "Copy the id". */
  label: string;
  keyName?: string;
};

/** Copies a text and says so; where the browser does not let it, the text beside it can be selected. */
export function CopyButton({ text, label, keyName }: CopyButtonProps) {
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), 2_000);
    return () => clearTimeout(timer);
  }, [said]);
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied");
    } catch {
      setSaid("Not copied");
    }
  }
  return (
    <button
      type="button"
      onClick={() => void copy()}
      data-key={keyName}
      title={keyName === undefined ? label : `${label} (press ${keyName})`}
      aria-label={label}
      className="inline-flex h-7 shrink-0 cursor-pointer items-center gap-1 rounded-md px-1.5 text-xs text-muted-foreground hover:bg-accent hover:text-accent-foreground"
    >
      <Icon name={said === "Copied" ? "tick" : "copy"} className="size-3.5" />
      <span aria-live="polite">{said}</span>
    </button>
  );
}
