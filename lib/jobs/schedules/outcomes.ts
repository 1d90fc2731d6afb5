/** What brought an occurrence about: QStash's message, reconcile after a missed tick, or a person. */
export const CAUSES = ["fired", "made_up", "by_hand"] as const;

export type Cause = (typeof CAUSES)[number];

/**
 * What became of a tick: its job was enqueued; or it was skipped, because a job of the schedule was open
 * (`overlapped`), outside of business hours, or because too many jobs of the type were open (`too_deep`); or it was
 * missed and its policy makes up for others, or none.
 */
export const OCCURRENCE_OUTCOMES = ["enqueued", "overlapped", "outside_hours", "too_deep", "missed"] as const;

export type OccurrenceOutcome = (typeof OCCURRENCE_OUTCOMES)[number];
