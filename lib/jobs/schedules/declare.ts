/** A schedule that calls a system route: one that is no job and has no rows, such as reconcile. */
export type SystemSchedule = {
  /**
   * Letters, digits, `.`, `_` and `-`; unique and never renamed. QStash knows the schedule as
   * `<JOBS_ENVIRONMENT>-<id>`.
   */
  readonly id: string;
  /** The route, below `BASE_URL`. */
  readonly path: `/api/jobs/${string}`;
  /** Five fields, in UTC. */
  readonly cron: string;
  /** The body of each firing, sent as JSON. */
  readonly message: Readonly<Record<string, unknown>>;
  /** Deliveries of one firing after the first. The next firing is a new try anyway, so few. */
  readonly retries: number;
  /** How long QStash waits for an answer, in seconds: more than the route's `maxDuration`. */
  readonly timeoutSeconds: number;
};
