"use client";

import { useEffect } from "react";

/**
 * Puts the newest job of the page into the address, so that what is refreshed stays where it is. Without JavaScript
 * nothing is refreshed, and nothing needs to stay.
 */
export function Pin({ href }: { href: string }) {
  useEffect(() => {
    // Next takes over what is written to the history: the next refresh asks for this address.
    window.history.replaceState(null, "", href);
  }, [href]);
  return null;
}
