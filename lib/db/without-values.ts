import { DrizzleQueryError } from "drizzle-orm";

/**
 * The driver's error beneath the query builder's, whose message quotes the statement with its values: people's
 * data, for whoever logs it. Anything else as it is.
 */
export function withoutValues(caught: unknown): unknown {
  return caught instanceof DrizzleQueryError ? (caught.cause ?? caught) : caught;
}
