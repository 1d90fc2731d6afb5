"use client";

import { useEffect, useState } from "react";

/**
 * The time of the server in milliseconds, every second while `ticking`, whatever the browser's clock says.
 *
 * @param drawnAt the time at which the server drew the page.
 */
export function useServerNow(ticking: boolean, drawnAt: number): number {
  const [passed, setPassed] = useState({ since: drawnAt, ms: 0 });
  useEffect(() => {
    if (!ticking) return;
    const begun = performance.now();
    const timer = setInterval(() => setPassed({ since: drawnAt, ms: performance.now() - begun }), 1_000);
    return () => clearInterval(timer);
  }, [ticking, drawnAt]);
  return drawnAt + (passed.since === drawnAt ? passed.ms : 0);
}
