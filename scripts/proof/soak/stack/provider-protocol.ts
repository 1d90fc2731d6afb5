import { z } from "zod";

const share = z.number().min(0).max(1).default(0);

/** Shares of requests that the provider treats badly. */
export const lossiness = z.object({
  /** 429: nothing happened. */
  busy: share,
  /** 500: nothing happened, but who could know. */
  error: share,
  /** It happens seconds later, and is answered. */
  slow: share,
  /** It happens, and the connection breaks. */
  drop: share,
  /** It happens, and is answered seconds later. */
  late: share,
});

export type Lossiness = z.output<typeof lossiness>;

/** What really happened, and how often the provider answered badly. */
export const ledgerView = z.object({
  effects: z.array(
    z.object({
      key: z.string(),
      jobId: z.string(),
      name: z.string(),
      receipt: z.string(),
      requests: z.number(),
    }),
  ),
  struck: z.record(z.string(), z.number()),
});

export type Ledger = z.output<typeof ledgerView>;
