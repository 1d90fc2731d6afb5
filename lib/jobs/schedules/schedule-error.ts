/** One thing that is wrong with a schedule: which setting, and what to do. */
export type ScheduleIssue = { path: PropertyKey[]; message: string };

/** Thrown for a schedule that can never be as it was meant. Nothing was written. */
export class ScheduleError extends Error {
  override name = "ScheduleError";
  readonly issues: readonly ScheduleIssue[];

  constructor(id: string, issues: readonly ScheduleIssue[]) {
    super(`Schedule "${id.slice(0, 100)}" is wrong: ${issues.slice(0, 20).map(sentence).join("; ")}`);
    this.issues = issues;
  }
}

function sentence({ path, message }: ScheduleIssue): string {
  return path.length === 0 ? message : `${path.map(String).join(".")}: ${message}`;
}
