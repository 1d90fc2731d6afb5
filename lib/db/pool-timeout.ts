import { withoutValues } from "./without-values";

/**
 * Whether a query was refused because no connection was free in time. It was never sent, so nothing came of it. The
 * code is that of our patch; a pool of another driver may throw errors with the same one.
 */
export function isPoolTimeout(caught: unknown): boolean {
  const error = withoutValues(caught);
  return error instanceof Error && "code" in error && error.code === "POOL_TIMEOUT";
}
