import { z } from "zod";
import { setup } from "./setup";

const rule = z.looseObject({
  id: z.string(),
  kind: z.string(),
  seed: z.number(),
  matched: z.number(),
  applied: z.number(),
});
const struck = z.looseObject({
  time: z.number(),
  ruleId: z.string(),
  kind: z.string(),
  messageId: z.string().optional(),
  detail: z.string(),
});
const listed = z.object({ rules: z.array(rule), journal: z.array(struck) });
const added = z.object({ rules: z.array(rule) });

/** The usual setup, and the rules of what goes wrong: over plain HTTP, without a token. */
export async function withFaults() {
  const bundle = await setup();

  const dev = (method: string, path: string, body?: unknown) =>
    fetch(`${bundle.server.url}/_dev/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  /** Adds a rule, or several; returns the first as it stands then. */
  async function fault(input: object) {
    const { rules } = added.parse(await (await dev("POST", "faults", input)).json());
    const [first] = rules;
    if (!first) throw new Error("no rule was added");
    return first;
  }

  const faults = async () => listed.parse(await (await dev("GET", "faults")).json());

  /** How many a rule was about, and how many it struck. */
  async function counts(id: string) {
    const found = (await faults()).rules.find((one) => one.id === id);
    return [found?.matched, found?.applied];
  }

  return { ...bundle, dev, fault, faults, counts };
}
