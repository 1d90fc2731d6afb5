import { CopyButton } from "./copy-button";

/** A key that was just made: the only time that it is shown. */
export function NewKey({ name, text }: { name: string; text: string }) {
  return (
    <section
      aria-label="The new key"
      aria-live="polite"
      className="grid min-w-0 gap-2.5 rounded-md border border-success/50 bg-background p-3"
    >
      <p className="text-sm font-medium break-words">The key “{name}” is made.</p>
      <p className="text-sm text-pretty text-muted-foreground">
        Copy it now: it is not kept here and cannot be shown again.
      </p>
      <code className="rounded-md border bg-card px-3 py-2 text-sm break-all select-all">{text}</code>
      <CopyButton text={text} />
    </section>
  );
}
