"use client";

import { Ago } from "@/app/_components/ago";
import type { JobWords } from "@/app/_components/describe-job";
import { JobProgress } from "@/app/_components/job-progress";
import { useJob } from "@/app/_components/use-job";
import type { sendEmail } from "@/lib/emails/jobs";
import { templateTitle } from "./mail-templates";
import type { SentMail } from "./sent-mail";

const MAIL_WORDS: JobWords = {
  pending: "Waiting to be sent.",
  starts: "Goes out",
  processing: "On its way.",
  done: "Sent",
  notDone: "Not sent",
};

/** One mail and where it stands. */
export function MailRow({ mail, drawnAt }: { mail: SentMail; drawnAt: number }) {
  const watched = useJob<typeof sendEmail>(mail.jobId, { initialJob: mail.initialJob });
  const title = templateTitle(mail.template);
  return (
    <li id={mail.jobId} className="grid scroll-mt-4 grid-cols-1 gap-3 rounded-xl border bg-card p-4">
      <div className="flex items-baseline justify-between gap-3">
        <div className="min-w-0">
          <h3 className="font-medium wrap-anywhere">
            {title} <span className="font-normal text-muted-foreground">to</span> {mail.name ?? mail.to}
          </h3>
          {mail.name !== undefined && <p className="truncate text-sm text-muted-foreground">{mail.to}</p>}
        </div>
        <Ago time={mail.sentAt} drawnAt={drawnAt} />
      </div>
      <JobProgress
        watched={watched}
        label={`${title} mail to ${mail.name ?? mail.to}`}
        words={MAIL_WORDS}
        drawnAt={drawnAt}
      />
    </li>
  );
}
