import type { SettledJob } from "./settled-jobs";

/** Where to go from the end of a job. */
export type NoteLink = { label: string; href: string };

type Notes = {
  done: string;
  notDone: string;
  /** To what came of it, or to where it is shown. */
  link: (job: SettledJob) => NoteLink;
};

/** What is said to people about the end of a job that they asked for, by its type. Other types end in silence. */
const NOTES: Readonly<Record<string, Notes>> = {
  "send-email": {
    done: "Your mail was sent.",
    notDone: "Your mail was not sent.",
    link: ({ jobId }) => ({ label: "Open", href: `/mail#${jobId}` }),
  },
  "export-data": {
    done: "Your export is ready.",
    notDone: "Your export could not be written.",
    link: (job) => download(job) ?? { label: "Open", href: "/exports" },
  },
  "generate-report": {
    done: "Your report is ready.",
    notDone: "Your report could not be written.",
    link: (job) => download(job) ?? { label: "Open", href: "/reports" },
  },
  flaky: {
    done: "The flaky job has recovered.",
    notDone: "The flaky job did not recover.",
    link: () => ({ label: "Open", href: "/" }),
  },
};

/** Null where nobody needs to be told: it is about nothing that they asked for, or they cancelled it themselves. */
export function noteOf(
  job: SettledJob,
): { isGood: boolean; title: string; text: string; link: NoteLink } | null {
  const notes = NOTES[job.type];
  if (notes === undefined || job.status === "cancelled") return null;
  const isGood = job.status === "completed";
  const title = isGood ? notes.done : notes.notDone;
  return { isGood, title, text: isGood ? "" : reason(job), link: notes.link(job) };
}

function reason({ status, error }: SettledJob): string {
  if (status === "timeout") return "It took too long.";
  return error?.message ?? "";
}

function download({ result }: SettledJob): NoteLink | null {
  if (typeof result !== "object" || result === null || !("artifactId" in result)) return null;
  return { label: "Download", href: `/downloads/${String(result.artifactId)}/file` };
}

/** The types that people are told about. */
export const NOTED_TYPES = Object.keys(NOTES);
