import type { Removed } from "./tally";

/** Where a step stands in its rows; its own business, but JSON. Null at the beginning. */
export type Place = readonly string[] | null;

export type PageOptions = {
  jobId: string;
  /** What is younger stays: a moment by the database's clock, as text. The same in all runs of a job. */
  before: string;
  daysOld: number;
  after: Place;
  isDry: boolean;
  /** When to stop, where a page has no size of its own. */
  until: Date;
  signal: AbortSignal;
  /** A file that is old and stays. */
  skip: (reason: string, path: string) => void;
};

/** A page that was removed and, unless it was a dry run, noted; `after` is null behind the last one. */
export type Page = Removed & { after: Place };

/** One kind of thing that a clean-up removes, page by page, each in a short transaction of its own. */
export type Step = {
  /** What results call it: a table, or a kind of file. */
  target: string;
  page(options: PageOptions): Promise<Page>;
};
