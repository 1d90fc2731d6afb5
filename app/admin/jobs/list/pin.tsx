"use client";

import { useEffect } from "react";

/**
 * Puts the newest job of the page into the address, so that what is refreshed stays where it is. Without JavaScript
 * nothing is refreshed, and nothing needs to stay.
 */
export function Pin({ href }: { href: string }) {
  useEffect(() => {
    // Next takes over what is written to the history, but learns of it only once its own effects have run, after ours.
    const timer = setTimeout(() => window.history.replaceState(null, "", href), 0);
    return () => clearTimeout(timer);
  }, [href]);
  return null;
}
