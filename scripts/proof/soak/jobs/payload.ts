import { z } from "zod";

/** What every job of the soak carries, for the audit. */
const common = {
  /** The order that it belongs to. */
  order: z.string(),
  /** Somebody may cancel it, so it may end so. */
  mayBeCancelled: z.boolean().default(false),
};

export const workPayload = z.object({
  ...common,
  /** Effects outside, one after the other. */
  effects: z.number().int(),
  /** Throws in this many first attempts, after its first effect. */
  throws: z.number().int().default(0),
  /** Works this long before its first effect, in milliseconds. */
  runsMs: z.number().int().default(0),
  /** How it ends when nothing disturbs it; `repaired`: the provider refuses it until somebody repairs that. */
  ends: z.enum(["completed", "failed", "repaired"]).default("completed"),
  /** Of a debounced job: which of the client's requests this is. */
  version: z.number().int().optional(),
});

export type WorkPayload = z.input<typeof workPayload>;

export const writePayload = z.object({
  ...common,
  /** Throws in this many first attempts, inside the transaction and after its write. */
  throws: z.number().int(),
});

export const relayPayload = z.object({ ...common, steps: z.number().int() });

export const familyPayload = z.object({
  ...common,
  children: z.array(workPayload),
  onFailure: z.enum(["continue", "cancel_rest"]),
});

export const slowPayload = z.object({
  ...common,
  /** Runs into its time limit in this many first attempts. */
  hangs: z.number().int(),
  /** Whether it goes on after its limit and tries an effect then, which must not happen. */
  isDeaf: z.boolean(),
});
