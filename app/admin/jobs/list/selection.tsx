"use client";

import { useEffect, useRef, useState } from "react";

/**
 * Says how many rows are selected, selects all that are shown, and lets Shift select all between two. Without
 * JavaScript the boxes are plain boxes.
 */
export function Selection() {
  const own = useRef<HTMLLabelElement>(null);
  const [counts, setCounts] = useState({ selected: 0, shown: 0 });
  useEffect(() => {
    const form = own.current?.closest("form");
    if (!form) return;
    let last: HTMLInputElement | null = null;
    const boxes = () => [...form.querySelectorAll<HTMLInputElement>('input[name="id"]')];
    const recount = () =>
      setCounts({ selected: boxes().filter(({ checked }) => checked).length, shown: boxes().length });
    function onClick(event: MouseEvent): void {
      const box = event.target;
      if (!(box instanceof HTMLInputElement) || box.name !== "id") return;
      if (event.shiftKey && last !== null) selectBetween(boxes(), last, box);
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
    <label ref={own} className="flex cursor-pointer items-center gap-2 text-sm whitespace-nowrap">
      <input
        type="checkbox"
        data-key="a"
        title="Press a to select all rows shown"
        checked={counts.shown > 0 && counts.selected === counts.shown}
        onChange={({ target }) => selectAll(target)}
        className="size-4 cursor-pointer accent-primary"
      />
      <span className="min-w-24 tabular-nums">
        {counts.selected === 0 ? "Select all shown" : `${counts.selected} selected`}
      </span>
    </label>
  );
}

function selectAll(of: HTMLInputElement): void {
  for (const box of of.form?.querySelectorAll<HTMLInputElement>('input[name="id"]') ?? [])
    box.checked = of.checked;
  of.form?.dispatchEvent(new Event("change"));
}

function selectBetween(boxes: HTMLInputElement[], from: HTMLInputElement, to: HTMLInputElement): void {
  const ends = [boxes.indexOf(from), boxes.indexOf(to)].toSorted((a, b) => a - b);
  for (const box of boxes.slice(ends[0], (ends[1] ?? 0) + 1)) box.checked = to.checked;
}
