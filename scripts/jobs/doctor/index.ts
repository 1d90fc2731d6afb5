import { connect, database, useDatabase } from "@/lib/db/client";
import { checkUp } from "@/lib/doctor/check-up";
import type { Finding } from "@/lib/doctor/finding";
import { env } from "@/lib/env/env";
import { EnvironmentError } from "@/lib/env/environment-error";
import type { Declared } from "@/lib/jobs/schedules/set-up";
import { registry } from "@/lib/registry";
import { colours } from "@/scripts/jobs/kit/colours";
import { usageError } from "@/scripts/jobs/kit/command-error";
import { EXIT } from "@/scripts/jobs/kit/exit-code";
import { isWatched, say, sayJson, tell } from "@/scripts/jobs/kit/output";
import { tsv } from "@/scripts/jobs/kit/table";
import { defineVerb } from "@/scripts/jobs/kit/verb";

/** `pnpm jobs:doctor` */
export const verb = defineVerb({
  name: "doctor",
  takes: "",
  about: `looks whether everything is there that jobs need, with real calls, and says how to mend what is not.

Changes nothing but one small file in the storage, which it deletes again.`,
  options: {
    target: {
      type: "string",
      value: "NAME",
      says: "production: look at it as production does, with the variables of --env-file",
    },
  },
  exits: "0 nothing is wrong (! may be); 1 something is (✗)",
  needs: "environment",
  async run({ values: { target, json = false, "env-file": envFile } }) {
    if (target !== undefined) aim(target, envFile);
    const findings = await look();
    const isWell = findings.every(({ state }) => state !== "failure");
    if (json) sayJson({ ok: isWell, findings });
    else if (isWatched) say(findings.map(lines).join(""));
    else say(tsv(findings.map(({ state, check, says, fix }) => [state, check, says, fix])));
    tell(`  ${counted(findings)}\n`);
    return isWell ? EXIT.ok : EXIT.failed;
  },
});

/** From here on this process is one of production. */
function aim(target: string, envFile: string | undefined): void {
  if (target !== "production") throw usageError(`--target ${target}`, "there is production only", "doctor");
  if (envFile === undefined)
    throw usageError(
      "--target production alone",
      "it needs the variables: --env-file .env.production",
      "doctor",
    );
  Object.assign(process.env, { NODE_ENV: "production" });
}

async function look(): Promise<Finding[]> {
  const close = openPool();
  try {
    return await checkUp({ database, declared });
  } finally {
    await close?.();
  }
}

/** Loaded when it is asked for: where a schedule cannot be meant, that is one finding. */
async function declared(): Promise<Declared> {
  const { schedules } = await import("@/lib/schedules");
  return { schedules, registry };
}

/** Null where the variables do not say where the database is. */
function openPool(): (() => Promise<void>) | null {
  try {
    const { db, close } = connect(env().DATABASE_URL, { max: 3, queryTimeoutSeconds: 5 });
    useDatabase(db);
    return close;
  } catch (error) {
    if (error instanceof EnvironmentError) return null;
    throw error;
  }
}

const MARKS = { ok: colours.green("✓"), warning: colours.yellow("!"), failure: colours.red("✗") };

function lines({ state, check, says, fix }: Finding): string {
  const line = `${MARKS[state]} ${check.padEnd(12)}  ${says}\n`;
  return fix === null ? line : `${line}  ${" ".repeat(12)}  ${colours.dim(`→ ${fix}`)}\n`;
}

function counted(findings: readonly Finding[]): string {
  const count = (state: Finding["state"]) => findings.filter((each) => each.state === state).length;
  return `${count("ok")} ✓ · ${count("warning")} ! · ${count("failure")} ✗`;
}
