import { z } from "zod";
import { businessHours } from "./business-hours";
import { cronIssue, tidied } from "./cron-issue";

/** Missed ticks that are made up for at most. */
export const MADE_UP_MAX = 100;

/** What a schedule does with its ticks; kept on its row as JSON. */
export const rules = z.strictObject({
  /**
   * Ticks that did not come, because QStash or the app was away: none is made up for (`skip`), all of them by one
   * job unless a later tick has come meanwhile (`once`, the default), or the latest so many, 1 to 100, by one job
   * each. Never ticks from before the schedule was made or from a pause.
   */
  missed: z.union([z.enum(["skip", "once"]), z.number().int().min(1).max(MADE_UP_MAX)]).default("once"),
  /** While a job of this schedule is open: a tick is skipped (the default), or starts another one (`allow`). */
  overlap: z.enum(["skip", "allow"]).default("skip"),
  /** Business hours, and what becomes of ticks outside of them. Default: any hour will do. */
  outside: businessHours.optional(),
  /** Skips a tick while so many jobs of its type are open, 1 to 100,000. Default: however many. */
  skipWhen: z.strictObject({ depth: z.number().int().min(1).max(100_000) }).optional(),
});

/** The rules with what is not given filled in. */
export type Rules = z.output<typeof rules>;

/** What a person says about when. Unknown settings are refused, not ignored. */
export const settings = rules
  .extend({
    /** Five fields, minutes first: `"30 2 * * MON-FRI"`. At most 100 characters. */
    cron: z.string(),
    /** IANA name of the zone whose clock the cron means. Default `"UTC"`. */
    timezone: z.string().default("UTC"),
  })
  .superRefine(({ cron, timezone, outside }, context) => {
    for (const issue of issuesOf(cron, timezone, outside?.timezone))
      context.addIssue({ code: "custom", ...issue });
  })
  .transform((given) => ({ ...given, cron: tidied(given.cron) }));

export type Settings = z.output<typeof settings>;
export type SettingsInput = z.input<typeof settings>;

function issuesOf(cron: string, timezone: string, hoursZone: string | undefined) {
  const own = cronIssue(cron, timezone);
  const ofHours = hoursZone === undefined ? null : cronIssue("* * * * *", hoursZone);
  return [own, ofHours === null ? null : { ...ofHours, path: ["outside", ...ofHours.path] }].filter(
    (issue) => issue !== null,
  );
}
