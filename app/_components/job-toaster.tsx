"use client";

import { Toast } from "@base-ui/react/toast";
import Link from "next/link";
import { useEffect, useState } from "react";
import { buttonStyle } from "./button-style";
import { isWorthRetrying } from "./describe-job";
import { Icon } from "./icon";
import { noteOf } from "./job-notes";
import { keptToasts } from "./kept-toasts";
import type { SettledJob } from "./settled-jobs";
import { poller } from "./the-poller";
import { useSettledJobs } from "./use-settled-jobs";

/** How long good news stays; bad news stays until somebody has seen it. */
const GOOD_NEWS_MS = 12_000;

/**
 * Tells somebody how the things ended that they asked for, wherever they are by then. Stands once, in the layout.
 *
 * @param owner whose jobs: an id of the person.
 */
export function JobToaster({ owner }: { owner: string }) {
  return (
    <Toast.Provider limit={4}>
      <Teller owner={owner} />
      <Toast.Portal>
        <Toast.Viewport className="fixed inset-x-4 bottom-4 z-50 grid gap-3 sm:left-auto sm:w-96">
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

/** Draws nothing: apart, so that the page is not drawn with each toast. */
function Teller({ owner }: { owner: string }) {
  const { add } = Toast.useToastManager<SettledJob>();
  const [kept] = useState(() => keptToasts(owner));

  function show(job: SettledJob): void {
    const note = noteOf(job);
    if (note === null) return;
    kept.add(job);
    add({
      id: job.jobId,
      title: note.title,
      description: note.text,
      type: note.isGood ? "good" : "bad",
      timeout: note.isGood ? GOOD_NEWS_MS : 0,
      data: job,
      onClose: () => kept.remove(job.jobId),
    });
  }

  useSettledJobs(owner, show);
  // What a reload took away.
  // oxlint-disable-next-line react/exhaustive-deps -- once
  useEffect(() => kept.read().forEach(show), []);
  return null;
}

function Toasts() {
  const { toasts } = Toast.useToastManager<SettledJob>();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      swipeDirection="right"
      className="rounded-xl border bg-popover p-4 text-popover-foreground shadow-lg transition-[translate,opacity] data-ending-style:opacity-0 data-limited:hidden data-starting-style:translate-y-4 data-starting-style:opacity-0 motion-reduce:transition-none"
    >
      <Toast.Content className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-start gap-x-3 gap-y-1">
        <Icon
          name={toast.type === "good" ? "check" : "cross"}
          className={`mt-0.5 size-4.5 ${toast.type === "good" ? "text-success" : "text-destructive"}`}
        />
        <div className="grid gap-1">
          <Toast.Title className="text-sm font-medium" />
          <Toast.Description className="text-sm wrap-anywhere text-muted-foreground empty:hidden" />
        </div>
        <Toast.Close
          aria-label="Close"
          className="-m-1 cursor-pointer rounded-sm p-1 text-muted-foreground hover:text-foreground"
        >
          <Icon name="close" />
        </Toast.Close>
        {toast.data !== undefined && <Deeds job={toast.data} />}
      </Toast.Content>
    </Toast.Root>
  ));
}

function Deeds({ job }: { job: SettledJob }) {
  const { close } = Toast.useToastManager();
  const [refusal, setRefusal] = useState<string | null>(null);
  const note = noteOf(job);
  if (note === null) return null;
  const { isGood, link } = note;
  const dismiss = () => close(job.jobId);

  async function retry(): Promise<void> {
    const problem = await poller.act("retry", job.jobId);
    if (problem === null) dismiss();
    else setRefusal(problem.detail);
  }

  return (
    <div className="col-span-2 col-start-2 grid gap-2">
      {!isGood && (
        <p className="text-sm text-muted-foreground">
          Reference <code className="font-mono text-xs wrap-anywhere">{job.jobId}</code>
        </p>
      )}
      {refusal !== null && <p className="text-sm text-destructive">{refusal}</p>}
      <div className="mt-1 flex gap-2">
        <Leave link={link} onLeave={dismiss} />
        {isWorthRetrying(job) && (
          <button type="button" onClick={() => void retry()} className={SMALL}>
            Retry
          </button>
        )}
      </div>
    </div>
  );
}

const SMALL = buttonStyle("outline", "small");

/** A file is no page: the browser fetches it and stays. */
function Leave({
  link: { label, href },
  onLeave,
}: {
  link: { label: string; href: string };
  onLeave: () => void;
}) {
  if (href.startsWith("/downloads/")) {
    return (
      <a href={href} onClick={onLeave} className={SMALL}>
        {label}
      </a>
    );
  }
  return (
    <Link href={href} onClick={onLeave} className={SMALL}>
      {label}
    </Link>
  );
}
