"use client";

import { useState } from "react";
import { buttonStyle } from "@/app/_components/button-style";
import { type JobHandle, useJob } from "@/app/_components/use-job";
import { useJobAction } from "@/app/_components/use-job-action";
import { useJobs } from "@/app/_components/use-jobs";
import { fileSize } from "@/lib/artifacts/file-size";
import type { sendEmail } from "@/lib/emails/jobs";
import type { exportData } from "@/lib/exports/jobs";
import type { flaky } from "@/lib/playground/jobs";
import { replaySampleEvent, sendSampleMail, startFlaky, startSampleExport } from "./actions";
import { PlayCard } from "./play-card";
import { useReplayedJob } from "./use-replayed-job";

type PlayProps = { isStaff: boolean; drawnAt: number };

const LINK = `${buttonStyle("outline", "small")} w-fit`;

/** A workbook that takes long enough to be watched. */
export function ExportPlay(props: PlayProps) {
  const begin = useJobAction(startSampleExport);
  const watched = useJob<typeof exportData>(useLatest(begin.handle, "export-data"));
  const { result } = watched;
  return (
    <PlayCard
      title="Export to XLSX"
      text="Writes 60,000 lines of activity into an Excel file, a part at a time. The first start makes the lines. Leave the page or reload it: the export goes on."
      file="lib/exports/handlers.ts"
      words={{
        pending: "Waiting to start.",
        starts: "Begins",
        processing: "Being written.",
        done: "Ready",
        notDone: "Not written",
      }}
      {...{ begin, watched, ...props }}
    >
      {result !== null && (
        <a href={`/downloads/${result.artifactId}/file`} className={LINK}>
          Download, {fileSize(result.bytes)}
        </a>
      )}
    </PlayCard>
  );
}

/** One mail to the person. */
export function MailPlay({ mailboxUrl, ...props }: PlayProps & { mailboxUrl: string | null }) {
  const begin = useJobAction(sendSampleMail);
  const watched = useJob<typeof sendEmail>(useLatest(begin.handle, "send-email"));
  return (
    <PlayCard
      title="Welcome e-mail"
      text="Sends you the mail that new people get. However often QStash delivers the message, it is one mail."
      file="lib/emails/handlers.ts"
      words={{
        pending: "Waiting to be sent.",
        starts: "Goes out",
        processing: "On its way.",
        done: "Sent",
        notDone: "Not sent",
      }}
      {...{ begin, watched, ...props }}
    >
      {mailboxUrl !== null && (
        <a href={mailboxUrl} className={LINK}>
          Look into the mailbox
        </a>
      )}
    </PlayCard>
  );
}

/** Two tries that fail, and a third one. */
export function FlakyPlay(props: PlayProps) {
  const begin = useJobAction(startFlaky);
  const watched = useJob<typeof flaky>(useLatest(begin.handle, "flaky"));
  return (
    <PlayCard
      title="Flaky job"
      text="Fails at its fifth step, twice, on purpose. It is tried again after three seconds, then after five, and recovers."
      file="lib/playground/handlers.ts"
      words={{
        pending: "Waiting to start.",
        starts: "Starts",
        processing: "Under way.",
        done: "Recovered",
        notDone: "Did not recover",
      }}
      {...{ begin, watched, ...props }}
    />
  );
}

/** An event that comes three times. */
export function WebhookPlay(props: PlayProps) {
  const begin = useJobAction(replaySampleEvent);
  const watched = useReplayedJob(begin.handle?.jobId ?? null);
  return (
    <PlayCard
      title="Stripe webhook replay"
      text="Signs an event as Stripe does, a paid invoice, and sends it to this app three times at once. It is kept once and processed once."
      file="lib/webhooks/handlers.ts"
      words={{
        pending: "Kept, waiting to be processed.",
        starts: "Processed",
        processing: "Being processed.",
        done: "Processed once, for three deliveries",
        notDone: "Not processed",
      }}
      {...{ begin, watched, ...props }}
    />
  );
}

/** The job that was started here, else one of its type that is still open, such as after a reload. */
function useLatest(handle: JobHandle | null, type: string): JobHandle | null {
  const { jobs } = useJobs({ active: true });
  const [found, setFound] = useState<JobHandle | null>(null);
  const open = jobs?.find((job) => job.type === type && job.parentJobId === null);
  if (handle === null && found === null && open !== undefined) setFound({ jobId: open.jobId });
  return handle ?? found;
}
