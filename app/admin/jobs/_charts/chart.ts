/** A kind of value, with the look of its mark. */
export type Series = { label: string; swatch: string };

/** A step of time. */
export type ChartColumn = {
  /** ISO 8601. */
  from: string;
  to: string;
  /** Where a click on it leads. */
  href: string;
  /** One text for each series, in their order. */
  values: readonly string[];
};

/** How the times of the steps are written. */
export type StepFormat = "time" | "moment" | "day";

/** A deploy, at the moment from which its runs ended. */
export type DeployMark = {
  /** ISO 8601. */
  at: string;
  version: string;
};
