"use client";

import { useEffect, useState } from "react";

/**
 * The time in milliseconds, every second while `ticking`. However many components ask, one timer ticks for all.
 *
 * @param initial the time at which the server drew the page, so that the first paint agrees with it.
 */
export function useNow(ticking: boolean, initial: number): number {
  const [now, setNow] = useState(initial);
  useEffect(() => {
    const first = setTimeout(() => setNow(Date.now()), 0);
    const leave = ticking ? join(setNow) : undefined;
    return () => {
      clearTimeout(first);
      leave?.();
    };
  }, [ticking]);
  return now;
}

type Listener = (now: number) => void;

const listeners = new Set<Listener>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Calls the listener every second until it leaves. */
function join(listener: Listener): () => void {
  listeners.add(listener);
  timer ??= setInterval(tell, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tell(): void {
  const now = Date.now();
  for (const listener of listeners) listener(now);
}
