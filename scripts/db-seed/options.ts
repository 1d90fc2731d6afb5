import { parseOptions, wrongUsage } from "@/scripts/local/parse-options";
import type { SeedPlan } from "./plan";

export type SeedOptions = {
  plan: SeedPlan;
  /** Remove what an earlier seed made first. */
  replace: boolean;
  /** Also in production, and on another machine. */
  anyDatabase: boolean;
};

const DAY_MS = 86_400_000;

/** Reads the command line. `--help` prints the text and ends with 0; what makes no sense says so and ends with 2. */
export function readOptions(help: string): SeedOptions {
  const given = parse();
  if (given.help) {
    process.stdout.write(help);
    return process.exit(0);
  }
  const users = wholeNumber("users", given.users, { least: 1, most: 1_000_000, otherwise: 1_000 });
  const few = Math.max(1, Math.round(users / 20));
  const plan = {
    users,
    organizations: wholeNumber("organizations", given.organizations, {
      least: 1,
      most: users,
      otherwise: few,
    }),
    logs: wholeNumber("logs", given.logs, { least: 0, most: 100_000_000, otherwise: 100_000 }),
    seed: wholeNumber("seed", given.seed, { least: 0, most: 2 ** 32 - 1, otherwise: 1 }),
    until: day(given.until),
  };
  return { plan, replace: given.replace ?? false, anyDatabase: given["any-database"] ?? false };
}

function parse() {
  return parseOptions({
    help: { type: "boolean" },
    users: { type: "string" },
    organizations: { type: "string" },
    logs: { type: "string" },
    seed: { type: "string" },
    until: { type: "string" },
    replace: { type: "boolean" },
    "any-database": { type: "boolean" },
  });
}

type Bounds = { least: number; most: number; otherwise: number };

function wholeNumber(name: string, given: string | undefined, { least, most, otherwise }: Bounds): number {
  if (given === undefined) return otherwise;
  const value = Number(given.replaceAll("_", ""));
  if (/^[\d_]+$/.test(given) && value >= least && value <= most) return value;
  return wrongUsage(`--${name} must be a whole number from ${least} to ${most}, got "${given}".`);
}

/** The end of the time that is filled; today's first moment by UTC where nothing is given. */
function day(given: string | undefined): Date {
  if (given === undefined) return new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS);
  const until = new Date(`${given}T00:00:00Z`);
  if (/^\d{4}-\d\d-\d\d$/.test(given) && until.toJSON()?.startsWith(given)) return until;
  return wrongUsage(`--until must be a day such as 2026-11-28, got "${given}".`);
}
