/** What a command ends with. Every verb uses these, and no others. */
export const EXIT = {
  ok: 0,
  /** It could not be done, or what was looked at is not as it should be. */
  failed: 1,
  /** The command line makes no sense. */
  usage: 2,
  /** There is no such job. */
  notFound: 3,
  /** It was not confirmed, or this database is not this environment's: nothing was changed. */
  refused: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
