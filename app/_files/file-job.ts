import type { JobView } from "@/lib/jobs/view";

/** A job that makes a file, as the list shows it. */
export type FileJob = {
  jobId: string;
  /** What is in the file, such as "Users". */
  title: string;
  /** Its form and what was left out. */
  detail: string;
  /** Who asked for it; null for somebody who is gone. */
  askedBy: string | null;
  createdAt: string;
  /** What the server knew when it drew the page. */
  initialJob: JobView | undefined;
  /** Null until there is one. */
  file: { status: string; bytes: number | null; rows: number | null; expiresAt: string | null } | null;
};

/** How many a page lists. */
export const FILES_SHOWN = 20;
