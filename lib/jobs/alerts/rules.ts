import { z } from "zod";

/** What a rule watches, each from rows that are rolled up already. */
const MEASURES = [
  /** Share of a type's jobs that failed or timed out, 0 to 1, of those that ended within the window. */
  "failure-rate",
  /** How long the first job of a type has been ready, in seconds. */
  "oldest-wait",
  /** How long no pass of reconcile had ended when this one began, in seconds. */
  "reconcile-age",
  /** Ticks of a schedule that did not come in time, within the window. */
  "missed-ticks",
  /** Messages of a type that QStash gave up while their job was open, within the window. */
  "undelivered",
  /** Deliveries with no signature or a wrong one, within the window. */
  "signature-failures",
] as const;

export type Measure = (typeof MEASURES)[number];

const name = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be kebab-case")
  .max(60);
const seconds = z
  .number()
  .min(0)
  .max(7 * 86_400);

const alertRule = z
  .strictObject({
    /** Unique and never renamed: open episodes carry it. */
    id: name,
    measure: z.enum(MEASURES),
    severity: z.enum(["warning", "critical"]).default("critical"),
    /** Fires when the value is above it. */
    above: z.number().min(0),
    /** Resolves when the value is not above this: lower than `above`, so that it does not flap. Default: 80 % of it. */
    resolveAt: z.number().min(0).optional(),
    /** How long the value must stay above before it fires. Default 0. */
    forSeconds: seconds.default(0),
    /** How long the value must stay down before it resolves. Default 600. */
    clearSeconds: seconds.default(600),
    /** Over which stretch of time events are counted, a minute to 24 hours. Default 900. */
    windowSeconds: z.number().min(60).max(86_400).default(900),
    /** Of a failure rate: jobs that must have ended in the window; fewer say nothing. Default 20. */
    atLeast: z.number().int().min(1).default(20),
    /** Only these types, or schedules; default all. */
    only: z.array(z.string()).optional(),
    /** None of these, which have a rule of their own. */
    except: z.array(z.string()).default([]),
  })
  .transform((rule) => ({ ...rule, resolveAt: rule.resolveAt ?? rule.above * 0.8 }))
  .refine(({ above, resolveAt }) => resolveAt <= above, {
    path: ["resolveAt"],
    message: "must not be above `above`",
  });

export type AlertRule = z.output<typeof alertRule>;
type AlertRuleInput = z.input<typeof alertRule>;

/** Rules that fit most apps. */
const DEFAULTS = [
  { id: "failure-rate", measure: "failure-rate", above: 0.1 },
  { id: "oldest-wait", measure: "oldest-wait", above: 600, forSeconds: 240 },
  { id: "reconcile-age", measure: "reconcile-age", above: 900, clearSeconds: 0 },
  { id: "missed-schedule", measure: "missed-ticks", above: 0, windowSeconds: 3600, clearSeconds: 0 },
  { id: "dead-letters", measure: "undelivered", severity: "warning", above: 0, clearSeconds: 0 },
  { id: "signature-failures", measure: "signature-failures", severity: "warning", above: 100 },
] as const satisfies readonly AlertRuleInput[];

type DefaultId = (typeof DEFAULTS)[number]["id"];

type Changes = {
  /** Other numbers for a default rule; `false` leaves it out. */
  change?: Partial<Record<DefaultId, Partial<Omit<AlertRuleInput, "id" | "measure">> | false>>;
  /** Rules of your own, such as a stricter one for a type. */
  add?: readonly AlertRuleInput[];
};

/**
 * The rules of an app: the default ones, changed and added to.
 *
 * @throws {RangeError} for a rule that does not fit, or two of one id; it names the rule and what is wrong.
 */
export function alertRules({ change = {}, add = [] }: Changes = {}): AlertRule[] {
  const kept = DEFAULTS.flatMap((rule): AlertRuleInput[] => {
    const changed = change[rule.id];
    return changed === false ? [] : [{ ...rule, ...changed }];
  });
  const rules = [...kept, ...add].map(checked);
  const twice = rules.find(({ id }, index) => rules.findIndex((other) => other.id === id) !== index);
  if (twice !== undefined) throw new RangeError(`Two alert rules are called "${twice.id}".`);
  return rules;
}

function checked(rule: AlertRuleInput): AlertRule {
  const parsed = alertRule.safeParse(rule);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new RangeError(`Alert rule "${rule.id}": ${problems.join("; ")}.`);
}
