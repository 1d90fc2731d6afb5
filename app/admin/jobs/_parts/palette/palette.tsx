"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { type Destination, destinationsFor } from "./destinations";

/** A field over the page that leads anywhere: type part of a name, an id in any form, or words to search for. */
export function Palette({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState("");
  useEffect(() => dialog.current?.showModal(), []);
  const go = ({ href }: Destination) => {
    dialog.current?.close();
    router.push(href);
  };
  return (
    <dialog
      ref={dialog}
      aria-label="Go to"
      onClose={onClose}
      className="mx-auto mt-[12vh] w-[34rem] max-w-[calc(100vw-2rem)] overflow-hidden rounded-xl border bg-popover p-0 text-popover-foreground shadow-xl backdrop:bg-black/40"
    >
      <Autocomplete.Root
        open
        inline
        autoHighlight="always"
        keepHighlight
        filter={null}
        items={destinationsFor(text)}
        itemToStringValue={({ label }) => label}
        value={text}
        onValueChange={setText}
      >
        <Autocomplete.Input
          autoFocus
          aria-label="Go to a page, a job or a search"
          placeholder="A page, a job's id, or words to search for"
          maxLength={1_000}
          spellCheck={false}
          className="h-12 w-full border-b bg-transparent px-4 text-base outline-none placeholder:text-muted-foreground"
        />
        <Autocomplete.List className="max-h-[min(50vh,22rem)] overflow-y-auto p-2">
          {(destination: Destination) => (
            <Autocomplete.Item
              key={destination.href}
              value={destination}
              onClick={() => go(destination)}
              className="flex min-h-9 cursor-pointer items-center gap-3 rounded-md px-3 text-sm data-highlighted:bg-accent data-highlighted:text-accent-foreground"
            >
              <span className="min-w-0 flex-1 truncate">{destination.label}</span>
              <span className="shrink-0 font-mono text-xs text-muted-foreground">{destination.hint}</span>
            </Autocomplete.Item>
          )}
        </Autocomplete.List>
      </Autocomplete.Root>
    </dialog>
  );
}
