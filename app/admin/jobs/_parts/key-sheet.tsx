"use client";

import { type RefObject, useSyncExternalStore } from "react";
import { buttonStyle } from "@/app/_components/button-style";
import { PAGES } from "./pages";
import { chooseSingleKeys, readSingleKeys, type SingleKeys, subscribeToSingleKeys } from "./single-keys";

/** What the keys do, as the sheet lists it. */
const KEYS = [
  { keys: "Ctrl K", does: "go anywhere", isAlways: true },
  { keys: "/", does: "search" },
  { keys: "j  k", does: "next and previous row, or job" },
  { keys: "Enter", does: "open the row", isAlways: true },
  { keys: "x", does: "select the row" },
  { keys: "Shift x", does: "select all up to the row" },
  { keys: "a", does: "select all rows shown" },
  { keys: "Esc", does: "clear the selection", isAlways: true },
  { keys: "r", does: "retry it, or all selected" },
  { keys: "c", does: "cancel it" },
  { keys: "p", does: "replay it" },
  { keys: "e", does: "replay with another payload" },
  { keys: "n", does: "run a job now" },
  { keys: "y", does: "copy the id" },
  { keys: ".", does: "pause refreshing, or go on" },
  { keys: "t", does: "change the colours" },
  ...PAGES.map(({ key, label }) => ({ keys: `g ${key}`, does: `go to ${label}` })),
  { keys: "?", does: "this sheet" },
];

/** What each key does, and the switch for those who do not want them. */
export function KeySheet({ ref }: { ref: RefObject<HTMLDialogElement | null> }) {
  const single = useSyncExternalStore<SingleKeys>(subscribeToSingleKeys, readSingleKeys, () => "on");
  return (
    <dialog
      ref={ref}
      aria-labelledby="keys-title"
      className="m-auto w-[40rem] max-w-[calc(100vw-2rem)] rounded-xl border bg-popover p-5 text-popover-foreground shadow-xl backdrop:bg-black/40"
    >
      <h2 id="keys-title" className="text-lg font-semibold">
        Keys
      </h2>
      <label className="mt-3 grid cursor-pointer grid-cols-[auto_1fr] gap-x-2.5 rounded-md border bg-card px-3 py-2 text-sm">
        <input
          type="checkbox"
          checked={single === "on"}
          onChange={({ target }) => chooseSingleKeys(target.checked ? "on" : "off")}
          aria-describedby="keys-switch"
          className="mt-0.5 size-4 cursor-pointer accent-primary"
        />
        <span className="font-medium">Single keys</span>
        <span id="keys-switch" className="col-start-2 text-muted-foreground">
          {single === "on"
            ? "Switch them off if you speak to your computer, or press them by mistake. This browser remembers it."
            : "Off in this browser: only Tab, Enter, Esc and keys with Ctrl or the like do anything. The button Keyboard opens this sheet."}
        </span>
      </label>
      <dl className="mt-4 gap-x-6 text-sm sm:columns-2">
        {KEYS.map(({ keys, does, isAlways }) => (
          <Line key={keys} keys={keys} does={does} isOff={single === "off" && isAlways !== true} />
        ))}
      </dl>
      <form method="dialog" className="mt-4 flex justify-end">
        <button type="submit" title="Press Esc to close" className={buttonStyle("outline", "small")}>
          Close
        </button>
      </form>
    </dialog>
  );
}

function Line({ keys, does, isOff }: { keys: string; does: string; isOff: boolean }) {
  return (
    <div
      className={`flex break-inside-avoid items-baseline gap-3 py-[3px] ${isOff ? "text-muted-foreground" : ""}`}
    >
      <dt className="w-16 shrink-0">
        <kbd
          className={`rounded border px-1.5 py-0.5 font-mono text-xs whitespace-pre ${isOff ? "border-dashed" : "bg-muted"}`}
        >
          {keys}
        </kbd>
      </dt>
      <dd>{does}</dd>
    </div>
  );
}
