import type { JobView } from "@/lib/jobs/view";

/** How many earlier mails the page lists. */
export const MAILS_SHOWN = 10;

/** A mail that somebody asked for, as the list shows it. */
export type SentMail = {
  jobId: string;
  template: string;
  to: string;
  /** The recipient's; undefined for somebody who is no member any more. */
  name: string | undefined;
  /** When it was asked for. */
  sentAt: string;
  /** What the server knew when it drew the page. */
  initialJob?: JobView;
};
