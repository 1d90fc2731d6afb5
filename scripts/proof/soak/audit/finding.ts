/** Something that must not be. */
export type Finding = {
  kind: "lost" | "duplicate" | "stuck" | "unsound";
  /** The job it is about, where there is one. */
  jobId: string | null;
  text: string;
};
