"use client";

import { buttonStyle } from "./_components/button-style";

/** What people see when a page cannot be drawn. The log has the cause, under the same digest. */
export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <main className="mx-auto grid max-w-sm justify-items-start gap-4 px-4 py-20">
      <h1 className="text-2xl font-semibold tracking-tight">This page could not be loaded</h1>
      <p className="text-muted-foreground">
        The fault is on our side, most likely for a moment only. What you sent before is safe.
      </p>
      {error.digest !== undefined && (
        <p className="text-sm text-muted-foreground">
          Reference <code className="font-mono">{error.digest}</code>
        </p>
      )}
      <button type="button" onClick={reset} className={buttonStyle("outline")}>
        Try again
      </button>
    </main>
  );
}
