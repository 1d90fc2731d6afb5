"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import {
  chooseInterval,
  delayOf,
  INTERVALS,
  type Interval,
  readInterval,
  subscribeToInterval,
} from "./refresh";

/** What the page needs to know of the pulse. */
type Pulse = { version: string; processing: number };

const LABELS: Record<Interval, string> = {
  auto: "Live",
  "1": "Every 1 s",
  "2": "Every 2 s",
  "5": "Every 5 s",
  "15": "Every 15 s",
  "30": "Every 30 s",
  off: "Paused",
};

/** After so many looks that failed, the page says that it may be out of date. */
const FAILURES_MAX = 2;

/**
 * Keeps the page up to date: asks for the pulse, and draws the page anew when it has changed. Asks nothing while the
 * tab is hidden or refreshing is paused.
 */
export function LiveRefresh({ version }: { version: string }) {
  const interval = useSyncExternalStore<Interval>(subscribeToInterval, readInterval, () => "auto");
  const isStale = useRefreshing(interval, version);
  return (
    <div className="flex shrink-0 items-center gap-2">
      <output className="text-xs text-warning">
        {isStale && "Out of date: the server does not answer."}
      </output>
      <select
        aria-label="Refresh"
        title="Press . to pause or go on"
        value={interval}
        onChange={({ target }) => chooseInterval(INTERVALS.find((one) => one === target.value) ?? "auto")}
        className="h-8 cursor-pointer rounded-md border border-input bg-card px-2 text-xs"
      >
        {INTERVALS.map((one) => (
          <option key={one} value={one}>
            {LABELS[one]}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Whether the last looks have failed. `drawn` is the version that the page shows. */
function useRefreshing(interval: Interval, drawn: string): boolean {
  const router = useRouter();
  const seen = useRef(drawn);
  const [failures, setFailures] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    let isBusy = false;
    async function look(): Promise<void> {
      if (!document.hidden) {
        const found = await readPulse();
        if (isOver) return;
        setFailures((before) => (found === null ? before + 1 : 0));
        if (found !== null) {
          isBusy = found.processing > 0;
          if (seen.current !== found.version) router.refresh();
          seen.current = found.version;
        }
      }
      next();
    }
    function next(): void {
      const delay = delayOf(interval, isBusy);
      if (delay !== null) timer = setTimeout(() => void look(), delay);
    }
    function onShown(): void {
      if (document.hidden || delayOf(interval, isBusy) === null) return;
      clearTimeout(timer);
      void look();
    }
    document.addEventListener("visibilitychange", onShown);
    next();
    return () => {
      isOver = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", onShown);
    };
  }, [interval, router]);
  return failures >= FAILURES_MAX;
}

/** Null: it cannot be told. */
async function readPulse(): Promise<Pulse | null> {
  try {
    const answer = await fetch("/admin/jobs/pulse", { headers: { Accept: "application/json" } });
    if (!answer.ok) return null;
    const found: unknown = await answer.json();
    return isPulse(found) ? found : null;
  } catch {
    return null;
  }
}

/** By hand: the library that checks shapes elsewhere would be an eighth of what this page loads. */
function isPulse(found: unknown): found is Pulse {
  return (
    typeof found === "object" &&
    found !== null &&
    "version" in found &&
    typeof found.version === "string" &&
    "processing" in found &&
    typeof found.processing === "number"
  );
}
