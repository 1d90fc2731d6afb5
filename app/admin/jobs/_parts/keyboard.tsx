"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { PAGES } from "./pages";
import { chooseInterval, readInterval } from "./refresh";

/** What the keys do, as the sheet lists it. */
const KEYS = [
  { keys: "/", does: "search" },
  { keys: "j  k", does: "next and previous row, or job" },
  { keys: "Enter", does: "open the row" },
  { keys: "x", does: "select the row, with Shift up to it" },
  { keys: "a", does: "select all rows shown" },
  { keys: "r", does: "retry" },
  { keys: "c", does: "cancel" },
  { keys: "n", does: "run a job now" },
  { keys: "p", does: "replay a job" },
  { keys: "e", does: "edit its payload and replay it" },
  { keys: "y", does: "copy the id" },
  { keys: ".", does: "pause refreshing, or go on" },
  ...PAGES.map(({ key, label }) => ({ keys: `g ${key}`, does: `go to ${label}` })),
  { keys: "?", does: "this sheet" },
];

/** How long `g` waits for the letter after it, in milliseconds. */
const CHORD_MS = 1_500;

/**
 * Keys for those who want them: each does what a button on the page does, named by `data-key`, or moves among the
 * rows, marked by `data-row`. Off while somebody types.
 */
export function Keyboard() {
  const router = useRouter();
  const sheet = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    let chordAt = 0;
    function onKey(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (sheet.current?.open) return;
      const isChord = event.timeStamp - chordAt < CHORD_MS;
      chordAt = event.key === "g" && !isChord ? event.timeStamp : 0;
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
    <dialog
      ref={sheet}
      aria-labelledby="keys-title"
      className="m-auto w-80 max-w-[calc(100vw-2rem)] rounded-xl border bg-popover p-5 text-popover-foreground backdrop:bg-black/40"
    >
      <h2 id="keys-title" className="mb-3 font-semibold">
        Keys
      </h2>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm">
        {KEYS.map(({ keys, does }) => (
          <div key={keys} className="contents">
            <dt>
              <kbd className="rounded border bg-muted px-1.5 py-0.5 font-mono text-xs whitespace-pre">
                {keys}
              </kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog" className="mt-4">
        <button type="submit" className="cursor-pointer text-sm font-medium text-primary">
          Close
        </button>
      </form>
    </dialog>
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

/** Does what the button for the key does: of the row with the focus, else of the page. False where there is none. */
function press({ key, shiftKey }: KeyboardEvent): boolean {
  const wanted = `[data-key="${CSS.escape(key.toLowerCase())}"]`;
  const row = document.activeElement?.closest("[data-row]");
  const found = row?.querySelector<HTMLElement>(wanted) ?? findOutside(wanted);
  if (found === null) return false;
  if (found instanceof HTMLInputElement && found.type !== "checkbox") found.focus();
  else found.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey }));
  return true;
}

/** A button of a row is for that row only. */
function findOutside(wanted: string): HTMLElement | null {
  return (
    [...document.querySelectorAll<HTMLElement>(wanted)].find((one) => one.closest("[data-row]") === null) ??
    null
  );
}
