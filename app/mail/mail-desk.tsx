"use client";

import { type ReactNode, useState } from "react";
import type { Member } from "@/lib/auth/members";
import { MailRow } from "./mail-row";
import type { Defaults } from "./mail-templates";
import { SendForm } from "./send-form";
import { MAILS_SHOWN, type SentMail } from "./sent-mail";

type MailDeskProps = {
  members: readonly Member[];
  defaults: Omit<Defaults, "recipientName">;
  /** Sent before this page was drawn, newest first. */
  earlier: readonly SentMail[];
  /** In place of the form, for whoever may not send. */
  refusal?: ReactNode;
};

/** The form and below or beside it what came of it, newest first. */
export function MailDesk({ members, defaults, earlier, refusal }: MailDeskProps) {
  const [sent, setSent] = useState<readonly SentMail[]>([]);
  const mails = [...sent, ...earlier.filter(({ jobId }) => sent.every((mail) => mail.jobId !== jobId))];
  return (
    <div className="grid grid-cols-1 items-start gap-8 lg:grid-cols-[22rem_minmax(0,1fr)]">
      <section aria-labelledby="send" className="grid gap-4 rounded-xl border bg-card p-5">
        <h2 id="send" className="text-lg font-semibold">
          Send a mail
        </h2>
        {refusal ?? (
          <SendForm members={members} defaults={defaults} onSent={(mail) => setSent([mail, ...sent])} />
        )}
        <p aria-live="polite" className="text-sm text-muted-foreground empty:hidden">
          {sent[0] && <Taken mail={sent[0]} />}
        </p>
      </section>
      <section aria-labelledby="mails" className="grid grid-cols-1 gap-4">
        <h2 id="mails" className="text-lg font-semibold">
          Your mails
        </h2>
        {mails.length === 0 ? (
          <Empty />
        ) : (
          <ol className="grid grid-cols-1 gap-3">
            {mails.map((mail) => (
              <MailRow key={mail.jobId} mail={mail} drawnAt={defaults.now} />
            ))}
          </ol>
        )}
        {earlier.length >= MAILS_SHOWN && (
          <p className="text-sm text-muted-foreground">Older mails are not listed here.</p>
        )}
      </section>
    </div>
  );
}

/** On a phone the list lies below the screen, so the form says that something has happened. */
function Taken({ mail }: { mail: SentMail }) {
  return (
    <>
      Your mail to {mail.name ?? mail.to} was taken.{" "}
      <a href={`#${mail.jobId}`} className="font-medium text-primary underline-offset-4 hover:underline">
        Watch it
      </a>
    </>
  );
}

function Empty() {
  return (
    <div className="grid justify-items-center gap-1 rounded-xl border border-dashed px-4 py-14 text-center">
      <p className="font-medium">No mail yet</p>
      <p className="max-w-xs text-sm text-muted-foreground">
        What you send appears here and tells you how it goes, until it is sent.
      </p>
    </div>
  );
}
