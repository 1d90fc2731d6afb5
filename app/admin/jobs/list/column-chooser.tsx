"use client";

import { startTransition, useOptimistic } from "react";
import { buttonStyle } from "@/app/_components/button-style";
import { COLUMNS, type Column, DEFAULT_COLUMNS } from "./columns";
import { menuStyle } from "./menu-style";
import { setColumns } from "./set-columns";

/** Which columns the list has in this browser. What is ticked shows at once; without JavaScript, at a button. */
export function ColumnChooser({ chosen }: { chosen: readonly Column[] | null }) {
  const [ticked, setTicked] = useOptimistic<readonly Column[]>(chosen ?? DEFAULT_COLUMNS);
  function tick(column: Column, isTicked: boolean): void {
    const next = isTicked ? [...ticked, column] : ticked.filter((one) => one !== column);
    const form = new FormData();
    for (const one of next) form.append("column", one);
    startTransition(async () => {
      setTicked(next);
      await setColumns(form);
    });
  }
  return (
    <>
      <button type="button" popoverTarget="columns" className={buttonStyle("outline", "small")}>
        Columns
      </button>
      <dialog id="columns" popover="auto" aria-labelledby="columns-title" className={`${menuStyle} w-64`}>
        <form action={setColumns} className="grid gap-3">
          <h2 id="columns-title" className="font-semibold">
            Columns
          </h2>
          <div className="grid gap-0.5">
            {COLUMNS.map(({ name, label }) => (
              <label key={name} className="flex h-8 cursor-pointer items-center gap-2.5 text-sm">
                <input
                  type="checkbox"
                  name="column"
                  value={name}
                  checked={ticked.includes(name)}
                  onChange={({ target }) => tick(name, target.checked)}
                  className="size-4 cursor-pointer accent-primary"
                />
                {label}
              </label>
            ))}
          </div>
          <p className="text-xs text-muted-foreground">
            {chosen === null
              ? "Until you choose, narrow screens show fewer of these."
              : "This browser remembers them."}{" "}
            The CSV is always the same.
          </p>
          <noscript>
            <button type="submit" className={`${buttonStyle("primary", "small")} w-full`}>
              Show these
            </button>
          </noscript>
          {chosen !== null && (
            <button type="submit" name="do" value="reset" className={buttonStyle("outline", "small")}>
              Back to default
            </button>
          )}
        </form>
      </dialog>
    </>
  );
}
