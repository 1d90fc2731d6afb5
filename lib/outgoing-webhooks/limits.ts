/** Endpoints of one organization: each end of one of its jobs inserts a job for each of them. */
export const ENDPOINTS_MAX = 10;

/** An endpoint that has failed for so long is disabled, in days … */
export const FAILING_DAYS_MAX = 5;

/** … and so often in a row, so that one failure now and one a week ago are not enough. */
export const FAILURES_MIN = 20;

/** How long the old secret signs too after a rotation, in seconds: a day, at most a week. */
export const OVERLAP_SECONDS = 24 * 60 * 60;
export const OVERLAP_SECONDS_MAX = 7 * OVERLAP_SECONDS;
