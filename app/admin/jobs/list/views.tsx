"use client";

import Link from "next/link";
import { type FormEvent, useRef, useSyncExternalStore } from "react";
import { buttonStyle } from "@/app/_components/button-style";
import { fieldStyle } from "@/app/_components/field-style";
import { Icon } from "@/app/_components/icon";
import { menuStyle } from "./menu-style";
import { keepViews, keptViews, subscribeToViews, type View, viewsIn, withView } from "./saved-views";

/** Those that everybody has. */
const PRESETS: readonly (View & { title: string })[] = [
  {
    name: "Failed today",
    query: "status=failed%2Ctimeout&since=24h",
    title: "Failed or timed out, of the last 24 hours",
  },
  {
    name: "Stuck",
    query: "status=processing&until=1h",
    title: "Running, and enqueued more than an hour ago",
  },
  { name: "Retrying", query: "status=retrying", title: "Waiting for their next try" },
];

/** Lists under a name: some that everybody has, and those that this browser keeps. `query` is of the list shown. */
export function Views({ query }: { query: string }) {
  const menu = useRef<HTMLDialogElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const views = viewsIn(useSyncExternalStore(subscribeToViews, keptViews, () => ""));
  const close = () => menu.current?.hidePopover();
  function remove(view: View): void {
    keepViews(views.filter(({ name }) => name !== view.name));
    // The button that had the focus is gone.
    title.current?.focus();
  }
  return (
    <>
      <button type="button" popoverTarget="views" className={buttonStyle("outline", "small")}>
        Views
      </button>
      <dialog
        ref={menu}
        id="views"
        popover="auto"
        aria-labelledby="views-title"
        className={`${menuStyle} w-72`}
      >
        <h2 ref={title} id="views-title" tabIndex={-1} className="font-semibold">
          Views
        </h2>
        <ul className="-mx-2.5 mt-2 grid max-h-80 grid-cols-1 gap-0.5 overflow-y-auto p-0.5 text-sm">
          {PRESETS.map((view) => (
            <li key={view.query} className="flex min-w-0">
              <ViewLink view={view} title={view.title} onOpen={close} />
            </li>
          ))}
          {views.map((view) => (
            <li key={view.name} className="flex min-w-0">
              <ViewLink view={view} onOpen={close} />
              <button
                type="button"
                onClick={() => remove(view)}
                title={`Delete ${view.name}`}
                aria-label={`Delete ${view.name}`}
                className={`${buttonStyle("quiet", "small")} px-2`}
              >
                <Icon name="close" className="size-3.5" />
              </button>
            </li>
          ))}
        </ul>
        {query === "" ? (
          <p className="mt-2 text-xs text-muted-foreground">
            Search for something, and it can be saved here.
          </p>
        ) : (
          <SaveForm onSave={(name) => keepViews(withView(views, { name, query }))} />
        )}
      </dialog>
    </>
  );
}

type ViewLinkProps = { view: View; title?: string; onOpen: () => void };

function ViewLink({ view: { name, query }, title, onOpen }: ViewLinkProps) {
  return (
    <Link
      href={`/admin/jobs/list?${query}`}
      prefetch={false}
      title={title}
      onClick={onOpen}
      className="flex h-9 min-w-0 flex-1 items-center rounded-md px-2 hover:bg-accent"
    >
      <span className="truncate">{name}</span>
    </Link>
  );
}

function SaveForm({ onSave }: { onSave: (name: string) => void }) {
  function save(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const name = new FormData(form).get("name");
    if (typeof name !== "string" || name.trim() === "") return;
    onSave(name.trim());
    form.reset();
  }
  return (
    <form onSubmit={save} className="mt-3 grid gap-1.5 border-t pt-3">
      <label htmlFor="view-name" className="text-sm font-medium">
        Save this list as
      </label>
      <div className="flex gap-2">
        <input id="view-name" name="name" required maxLength={60} autoComplete="off" className={fieldStyle} />
        <button type="submit" className={buttonStyle("outline")}>
          Save
        </button>
      </div>
      <p className="text-xs text-muted-foreground">This browser keeps it.</p>
    </form>
  );
}
