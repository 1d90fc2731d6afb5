import { z } from "zod";
import { limits } from "../limits";
import { newSeed, SEED_END } from "./seeded-random";

/** One thing that goes wrong, and with which messages. */
export type FaultRule = z.output<typeof faultRule>;

/** As a tester writes it: only `kind` is always needed. */
export type FaultRuleInput = z.input<typeof faultRule>;

export type FaultKind = FaultRule["kind"];

/** The rules of one kind. */
export type RuleOf<Kind extends FaultKind> = Extract<FaultRule, { kind: Kind }>;

const match = z.strictObject({
  /** One of the message's labels. */
  label: z.string().min(1).optional(),
  /** What its destination begins with. */
  url: z.string().min(1).optional(),
  messageId: z.string().min(1).optional(),
  scheduleId: z.string().min(1).optional(),
  queueName: z.string().min(1).optional(),
  /** true: only reports about other messages, which carry their labels; false: only others. Default: both. */
  callback: z.boolean().optional(),
  /** 1 is the first account of the server. Default: all. */
  account: z.int().min(1).optional(),
});

const wholeNumber = z.int().min(0);
const count = z.int().min(1);
const milliseconds = wholeNumber.max(limits.responseMs);

/** A rule of one kind; `params` are its own. */
function ruleOf<Kind extends string, Params extends z.ZodType>(kind: Kind, params: Params) {
  return z.strictObject({
    /** A rule with the id of another one replaces it. Default: the next free `fault-<n>`. */
    id: z
      .string()
      .regex(/^[A-Za-z0-9._-]+$/, "expected letters, digits and . _ - only")
      .optional(),
    kind: z.literal(kind),
    /** All that is named must fit. Default: everything does. */
    match: match.default({}),
    /** How often it strikes at most. Default: without end. */
    times: kind === "restart" ? count.default(1) : count.optional(),
    /** How many that match it lets pass first. */
    after: wholeNumber.default(0),
    /** Of those that are left, which share it strikes. */
    probability: z.number().min(0).max(1).default(1),
    /** Decides all its choices. Default: a new one, which the list shows. */
    seed: wholeNumber.max(SEED_END - 1).default(newSeed),
    params,
  });
}

const none = z.strictObject({}).prefault({});
const slow = z.strictObject({ ms: milliseconds });

const RULES = [
  // At publish, enqueue, batch, the creation of a schedule, the retry of a dead letter.
  ruleOf("refuse", z.strictObject({ status: z.literal([401, 429, 500]).default(500) }).prefault({})),
  ruleOf("reset", none),
  ruleOf("drop-answer", none),
  ruleOf("slow-answer", slow),
  // At each attempt.
  ruleOf(
    "deliver-twice",
    z
      .strictObject({
        /** Deliveries beyond the first one. */
        copies: count.max(1000).default(1),
        /** Beside the first one, or once it was answered. */
        when: z.enum(["concurrent", "after"]).default("concurrent"),
        /** How much later than that. */
        ms: milliseconds.default(0),
      })
      .prefault({}),
  ),
  ruleOf("late", z.strictObject({ ms: wholeNumber })),
  ruleOf(
    "reorder",
    z.strictObject({ behind: count.default(1), limitMs: wholeNumber.default(10_000) }).prefault({}),
  ),
  ruleOf("drop-request", none),
  ruleOf("drop-destination-answer", none),
  ruleOf(
    "give-up",
    z
      .strictObject({
        /** Whether the destination gets it first. Its answer is lost then. */
        attempted: z.boolean().default(false),
      })
      .prefault({}),
  ),
  ruleOf(
    "sign",
    z.strictObject({
      with: z.enum(["next", "wrong", "old", "published", "expired", "foreign-url", "no-claims"]),
    }),
  ),
  ruleOf("slow-request", slow),
  ruleOf("slow-destination", slow),
  ruleOf("mutate-body", none),
  ruleOf("restart", none),
  // After an attempt.
  ruleOf("lose-callback", none),
  ruleOf("lose-failure-callback", none),
] as const;

const faultRule = z.discriminatedUnion("kind", RULES);

const KINDS = RULES.map(({ shape }) => shape.kind.value);

/** Reads a rule, with all defaults. @throws {Error} that names each field that is wrong, and the kinds there are. */
export function readFaultRule(input: unknown): FaultRule {
  const parsed = faultRule.safeParse(input);
  if (parsed.success) return parsed.data;
  const complaints = parsed.error.issues.map(({ path, message }) => complaint(path.join("."), message));
  throw new Error(`invalid fault rule: ${complaints.join("; ")}. Kinds: ${KINDS.join(", ")}`);
}

function complaint(field: string, message: string): string {
  if (field === "kind") return "kind: expected one of the kinds below";
  return field ? `${field}: ${message}` : message;
}
