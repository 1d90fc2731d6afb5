"use client";

import { useEffect, useState } from "react";

/**
 * The time in milliseconds, every second while `ticking`.
 *
 * @param initial the time at which the server drew the page, so that the first paint agrees with it.
 */
export function useNow(ticking: boolean, initial: number): number {
  const [now, setNow] = useState(initial);
  useEffect(() => {
    const tick = () => setNow(Date.now());
    const first = setTimeout(tick, 0);
    const timer = ticking ? setInterval(tick, 1_000) : undefined;
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [ticking]);
  return now;
}
