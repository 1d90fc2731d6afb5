"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { buttonStyle } from "@/app/_components/button-style";
import { Icon } from "@/app/_components/icon";
import { KeySheet } from "./key-sheet";
import { PAGES } from "./pages";
import { chooseInterval, readInterval } from "./refresh";
import { readSingleKeys } from "./single-keys";

/** How long `g` waits for the letter after it, in milliseconds. */
const CHORD_MS = 1_500;

/**
 * Keys for those who want them: each does what a button on the page does, named by `data-key`, or moves among the
 * rows, marked by `data-row`. While rows are selected, what is named by `data-selected-key` goes first. Off while somebody types, while something that was opened lies over the page, and where
 * the browser has them switched off. The button opens the sheet that lists them.
 */
export function Keyboard() {
  const router = useRouter();
  const sheet = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    let chordAt = Number.NEGATIVE_INFINITY;
    function onKey(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector("dialog[open], :popover-open") !== null) return;
      if (event.key !== "Escape" && readSingleKeys() === "off") return;
      const isChord = event.timeStamp - chordAt < CHORD_MS;
      chordAt = event.key === "g" && !isChord ? event.timeStamp : Number.NEGATIVE_INFINITY;
      const page = isChord ? PAGES.find(({ key }) => key === event.key) : undefined;
      if (page !== undefined) router.push(page.href);
      else if (event.key === "?") sheet.current?.showModal();
      else if (event.key === ".") chooseInterval(readInterval() === "off" ? "auto" : "off");
      else if (!moveRow(event.key) && !press(event)) return;
      event.preventDefault();
    }
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [router]);
  return (
    <>
      <button
        type="button"
        onClick={() => sheet.current?.showModal()}
        title="Keyboard (press ?)"
        aria-keyshortcuts="?"
        className={`${buttonStyle("quiet", "small")} shrink-0 px-2`}
      >
        <Icon name="keyboard" />
        <span className="sr-only lg:not-sr-only">Keyboard</span>
      </button>
      <KeySheet ref={sheet} />
    </>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName)) &&
    !(target instanceof HTMLInputElement && target.type === "checkbox")
  );
}

/** With `j` and `k`, moves the focus to the link of the next row, or of the one before. False where there are no rows. */
function moveRow(key: string): boolean {
  const step = key === "j" ? 1 : key === "k" ? -1 : 0;
  const links = [...document.querySelectorAll<HTMLElement>("[data-row] [data-open]")];
  if (step === 0 || links.length === 0) return false;
  const at = links.findIndex((link) => link.closest("[data-row]")?.contains(document.activeElement));
  const next = at === -1 ? (step > 0 ? 0 : links.length - 1) : at + step;
  links[next]?.focus();
  links[next]?.scrollIntoView({ block: "nearest" });
  return true;
}

/**
 * Does what the button for the key does: of the selected rows, else of the row with the focus, else of the page. False
 * where there is none.
 */
function press({ key, shiftKey }: KeyboardEvent): boolean {
  const name = CSS.escape(key.toLowerCase());
  const wanted = `[data-key="${name}"]`;
  const row = document.activeElement?.closest("[data-row]");
  const found = findForSelected(name) ?? row?.querySelector<HTMLElement>(wanted) ?? findOutside(wanted);
  if (found === null) return false;
  if (found instanceof HTMLInputElement && found.type !== "checkbox") found.focus();
  else found.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey }));
  return true;
}

function findForSelected(name: string): HTMLElement | null {
  if (document.querySelector("[data-row] :checked") === null) return null;
  return document.querySelector<HTMLElement>(`[data-selected-key="${name}"]`);
}

/** A button of a row is for that row only. */
function findOutside(wanted: string): HTMLElement | null {
  return (
    [...document.querySelectorAll<HTMLElement>(wanted)].find((one) => one.closest("[data-row]") === null) ??
    null
  );
}
