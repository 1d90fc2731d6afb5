import { z } from "zod";

/** Longest wait of a long poll, in seconds: hosts and proxies give requests half a minute at least. */
const WAIT_SECONDS_MAX = 25;

const wait = z.coerce
  .number()
  .int()
  .min(0)
  .max(WAIT_SECONDS_MAX)
  .default(0)
  .describe(
    "Seconds that the answer may wait for something new: other than `If-None-Match`, or, without it, other than when the request came.",
  );

/** What a watcher may ask: `?wait=25`, how many seconds the answer may wait. Default 0: it comes at once. */
export const watchQuery = z.object({ wait });
