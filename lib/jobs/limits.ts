/** Longest wait for a job's start or its next attempt, in seconds: 400 days. */
export const DELAY_SECONDS_MAX = 400 * 24 * 60 * 60;

/** How long a claim holds the row without a heartbeat, in seconds. */
export const LEASE_SECONDS = 30;

/** Time between heartbeats, in seconds: two may be lost before the lease lapses. */
export const HEARTBEAT_SECONDS = 10;

/** How long whoever publishes a row keeps others from publishing it too, in seconds. */
export const PUBLISH_CLAIM_SECONDS = 30;

/** A message may come this much before its time, in seconds: QStash keeps whole seconds. */
export const EARLY_SECONDS = 5;

/** A wait longer than this is a new message (defer), not a retry; idempotency keys live 24 h (reliability F8). */
export const LONGEST_RETRY_SECONDS = 20 * 60 * 60;

/** Least wait of a deferral that follows another leg, in seconds. */
export const DEFER_AGAIN_SECONDS = 60;

/** Runs lost in a row after which a job is taken for one that kills its process. */
export const LOST_IN_A_ROW_MAX = 3;

/** New messages that reconcile may send for one job before it gives up. */
export const RESCUES_MAX = 5;

/** How long after its time a published row counts as overdue, in seconds: then QStash is asked about its message. */
export const OVERDUE_SECONDS = 300;

/** How long after its lease lapsed a run is given up by reconcile, in seconds; QStash usually retries sooner. */
export const LAPSED_GRACE_SECONDS = 30;

/** How late a schedule's tick may come before it counts as missed, in seconds: QStash takes up to a minute. */
export const MISSED_SECONDS = 120;

/** QStash's time limit for an answer, beyond the handler's own: handler < `maxDuration` < this. */
export const DELIVERY_GRACE_SECONDS = 30;

/** Deliveries beyond the job's own retries: answers that are no attempt, such as "runs elsewhere". */
export const SPARE_DELIVERIES = 3;

/** Largest body of a job message and of a callback, in bytes. */
export const MESSAGE_BYTES_MAX = 64 * 1024;
export const CALLBACK_BYTES_MAX = 1024 * 1024;

/** When a message comes again that only a later deploy can answer and that has no row yet, in seconds. */
export const OTHER_DEPLOY_SECONDS = 60;

/** Where the rows of retired types are sent: below it lies no job's route. */
export const RETIRED_ENDPOINT = "/api/jobs/retired";
