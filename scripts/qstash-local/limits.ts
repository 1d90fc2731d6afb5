/**
 * The bounds of the pay-as-you-go plan (protocol §3.6), and what keeps the memory of a long-running server flat.
 * Sizes are bytes, times are milliseconds.
 */
export const limits = {
  /** Largest message body; also where the answer of a destination is cut off. */
  messageBytes: 10 * 1024 * 1024,
  /** Largest batch request. */
  batchBytes: 100 * 1024 * 1024,
  /** How long a destination may take when the message does not say less. */
  responseMs: 2 * 3_600_000,
  /** Longest delay of a message. */
  delayMs: 365 * 86_400_000,
  /** Schedules and URL groups of an account, endpoints of a group. */
  schedules: 1000,
  urlGroups: 100,
  endpoints: 100,
  /** Deliveries of an account that may be waiting for an answer at the same time, when nobody asks for another number. */
  parallelism: 100,
  /** Queues of an account, and the largest parallelism of one. */
  queues: 100,
  queueParallelism: 100,
  /** Longest period of a flow-control rate (protocol §3.5). */
  ratePeriodMs: 7 * 86_400_000,
  /** How long a deduplication id blocks. */
  deduplicationMs: 600_000,
  /** Attempts remembered per message, the newest. */
  attempts: 100,
  /** What is remembered of the answers to a message: of how many attempts, and how much of each. */
  answers: { count: 5, bodyBytes: 2048, headerBytes: 2048 },
  /** Finished messages kept for the /_dev endpoints. */
  finished: { count: 10_000, bytes: 64 * 1024 * 1024 },
  /** Log entries. */
  log: { count: 10_000, bytes: 64 * 1024 * 1024 },
  /** Dead letters, and how long each is kept. */
  deadLetters: { count: 10_000, bytes: 256 * 1024 * 1024, ageMs: 7 * 86_400_000 },
  /** Bulk actions that are remembered, for how long, how many may run, and how long a request waits for one. */
  bulkActions: {
    count: 10_000,
    bytes: 16 * 1024 * 1024,
    ageMs: 7 * 86_400_000,
    running: 1000,
    waitMs: 60_000,
  },
  /** Faults that happened on demand, the newest. */
  faults: 1000,
} as const;
