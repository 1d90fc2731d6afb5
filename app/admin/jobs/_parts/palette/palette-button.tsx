"use client";

import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { buttonStyle } from "@/app/_components/button-style";
import { Icon } from "@/app/_components/icon";

/** Comes when it is asked for: few visits need it. */
const Palette = dynamic(() => import("./palette").then(({ Palette }) => Palette), { ssr: false });

/** Opens the palette; so do Ctrl and K, or ⌘ and K, also while one types. */
export function PaletteButton() {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      const isMeant = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (!isMeant || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      if (document.querySelector("dialog[open]") === null) setOpen(true);
    }
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        title="Go to a page, a job or a search (Ctrl K)"
        aria-keyshortcuts="Control+K Meta+K"
        className={`${buttonStyle("quiet", "small")} shrink-0 px-2`}
      >
        <Icon name="search" />
        <span className="sr-only lg:not-sr-only">Go to</span>
      </button>
      {isOpen && <Palette onClose={() => setOpen(false)} />}
    </>
  );
}
