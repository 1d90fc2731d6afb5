/** Rows of each kind that one pass takes on; the next pass takes the next ones. */
export const PASS_MAX = 100;
