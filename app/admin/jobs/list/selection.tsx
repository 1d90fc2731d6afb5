"use client";

import { useEffect, useRef, useState } from "react";

/**
 * Says how many rows are selected, selects all that are shown or none, and lets Shift select all between two. Without
 * JavaScript the boxes are plain boxes.
 */
export function Selection() {
  const own = useRef<HTMLDivElement>(null);
  const [counts, setCounts] = useState({ selected: 0, shown: 0 });
  useEffect(() => {
    const form = own.current?.closest("form");
    if (!form) return;
    let last: HTMLInputElement | null = null;
    const boxes = () => [...form.querySelectorAll<HTMLInputElement>('input[name="id"]')];
    function recount(): void {
      const selected = boxes().filter(({ checked }) => checked).length;
      if (selected === 0) last = null;
      setCounts({ selected, shown: boxes().length });
    }
    function onClick(event: MouseEvent): void {
      const box = event.target;
      if (!(box instanceof HTMLInputElement) || box.name !== "id") return;
      if (event.shiftKey && last?.isConnected) selectBetween(boxes(), last, box);
      last = box;
      recount();
    }
    form.addEventListener("click", onClick);
    form.addEventListener("change", recount);
    // Another page has other rows, and a refresh may: what is not there any more is not selected.
    const rows = new MutationObserver(recount);
    rows.observe(form, { childList: true, subtree: true });
    recount();
    return () => {
      rows.disconnect();
      form.removeEventListener("click", onClick);
      form.removeEventListener("change", recount);
    };
  }, []);
  return (
    <div ref={own} className="flex min-w-40 items-center gap-2 text-sm whitespace-nowrap">
      <label className="flex h-9 cursor-pointer items-center gap-2 tabular-nums">
        <input
          type="checkbox"
          data-key="a"
          aria-keyshortcuts="a"
          title="Select all rows shown (press a)"
          checked={counts.shown > 0 && counts.selected === counts.shown}
          onChange={({ target }) => selectAll(target.form, target.checked)}
          className="size-4 cursor-pointer accent-primary"
        />
        {counts.selected === 0 ? "Select all shown" : `${counts.selected} selected`}
      </label>
      {counts.selected > 0 && (
        <button
          type="button"
          data-key="escape"
          aria-keyshortcuts="Escape"
          title="Clear the selection (press Esc)"
          onClick={({ currentTarget }) => selectAll(currentTarget.form, false)}
          className="h-9 cursor-pointer rounded-sm font-medium text-primary underline-offset-4 hover:underline"
        >
          Clear
        </button>
      )}
    </div>
  );
}

function selectAll(form: HTMLFormElement | null, isSelected: boolean): void {
  for (const box of form?.querySelectorAll<HTMLInputElement>('input[name="id"]') ?? [])
    box.checked = isSelected;
  form?.dispatchEvent(new Event("change"));
}

function selectBetween(boxes: HTMLInputElement[], from: HTMLInputElement, to: HTMLInputElement): void {
  const ends = [boxes.indexOf(from), boxes.indexOf(to)].toSorted((a, b) => a - b);
  for (const box of boxes.slice(ends[0], (ends[1] ?? 0) + 1)) box.checked = to.checked;
}
