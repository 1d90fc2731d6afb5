/** The ranges that one can look at, and in which steps: at most 60. Beyond a day steps are whole hours, as metrics are. */
export const RANGES = {
  "1h": { label: "1 hour", stepSeconds: 60, steps: 60 },
  "24h": { label: "24 hours", stepSeconds: 3_600, steps: 24 },
  "7d": { label: "7 days", stepSeconds: 3 * 3_600, steps: 56 },
  "30d": { label: "30 days", stepSeconds: 12 * 3_600, steps: 60 },
} as const;

export type RangeName = keyof typeof RANGES;

export type TimeRange = { name: RangeName; from: Date; to: Date; stepSeconds: number; steps: number };

/** The range that an address asks for, a day where it asks for none; its last step has begun and is not over. */
export function timeRange(asked: unknown, now: number): TimeRange {
  const name = isRange(asked) ? asked : "24h";
  const { stepSeconds, steps } = RANGES[name];
  const step = stepSeconds * 1_000;
  const last = Math.floor(now / step) * step;
  return {
    name,
    from: new Date(last - (steps - 1) * step),
    to: new Date(last + step),
    stepSeconds,
    steps,
  };
}

function isRange(asked: unknown): asked is RangeName {
  return typeof asked === "string" && Object.hasOwn(RANGES, asked);
}

/** How the beginnings of a range's steps are written. */
export const FORMAT_OF = {
  "1h": "time",
  "24h": "time",
  "7d": "moment",
  "30d": "moment",
} as const satisfies Record<RangeName, string>;
