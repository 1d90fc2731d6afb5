import type { Database } from "@/lib/db/database";
import { revealPayload } from "@/lib/jobs/operations/reveal-payload";
import { readAttempts } from "@/lib/jobs/reading/read-attempts";
import { readAudit } from "@/lib/jobs/reading/read-audit";
import { readCarried } from "@/lib/jobs/reading/read-carried";
import { readEffects } from "@/lib/jobs/reading/read-effects";
import { readJob } from "@/lib/jobs/reading/read-job";
import { readLogs } from "@/lib/jobs/reading/read-logs";
import { readFamily } from "@/lib/jobs/reading/read-relatives";
import { sayJob } from "@/lib/jobs/reading/say-job";
import { PayloadKeyMissing, PayloadTampered } from "@/lib/jobs/sealing/open";
import { registry } from "@/lib/registry";
import { CommandError, usageError } from "@/scripts/jobs/kit/command-error";
import { confirmOne } from "@/scripts/jobs/kit/confirm";
import { EXIT } from "@/scripts/jobs/kit/exit-code";
import { inDatabase, inOwnDatabase } from "@/scripts/jobs/kit/in-database";
import { jobUrl } from "@/scripts/jobs/kit/job-url";
import { say, sayJson } from "@/scripts/jobs/kit/output";
import { resolveId } from "@/scripts/jobs/kit/resolve-ids";
import { moment } from "@/scripts/jobs/kit/times";
import { defineVerb } from "@/scripts/jobs/kit/verb";
import { describeJob } from "./describe-job";

/** `pnpm jobs:inspect` */
export const verb = defineVerb({
  name: "inspect",
  takes: "<id>",
  about: `all about one job: how it stands in plain words, its runs, its log, what it carries, what belongs to it, who
did what to it. Takes a whole id, or its last six digits or more. What a schema calls secret is masked.`,
  options: {
    "show-secrets": {
      type: "boolean",
      says: "the payload with its secrets; asks first, and is kept in the audit",
    },
    yes: { type: "boolean", says: "with --show-secrets: do not ask; needed where nobody can be asked" },
    reason: { type: "string", value: "TEXT", says: "with --show-secrets: why, for the audit" },
  },
  exits: "0 found; 1 failed; 3 there is no such job; 4 not confirmed",
  needs: "environment",
  async run({ values: { json = false, "show-secrets": isRevealing = false, yes, reason }, positionals }) {
    const [id, ...others] = positionals;
    if (id === undefined || others.length > 0) throw usageError("it takes one id", "of one job", "inspect");
    const found = isRevealing
      ? await inOwnDatabase((db) => reveal(db, id, yes === true, reason))
      : await inDatabase(async (db) => read(db, await resolveId(db, id)));
    if (json) sayJson({ ok: true, ...found });
    else say(describeJob(found));
    return EXIT.ok;
  },
});

/** What is told of a job. */
export type Inspected = Awaited<ReturnType<typeof read>>;

async function reveal(db: Database, id: string, isYes: boolean, reason?: string): Promise<Inspected> {
  const jobId = await resolveId(db, id);
  await confirmOne(`Show the secrets of ${jobId}. The audit keeps that you did.`, isYes);
  const revealed = await revealPayload(jobId, {
    userId: null,
    ...(reason === undefined ? {} : { reason }),
  }).catch(explainSealed);
  // Read afterwards: the audit has the line by then.
  return { ...(await read(db, jobId)), ...revealed };
}

function explainSealed(error: unknown): never {
  const isSealed = error instanceof PayloadKeyMissing || error instanceof PayloadTampered;
  if (!isSealed) throw error;
  throw new CommandError({
    what: "the secrets cannot be decrypted",
    why: error.message,
    try: "without --show-secrets the rest is told; docs/secrets.md explains PAYLOAD_KEYS",
  });
}

async function read(db: Database, jobId: string) {
  const job = await readJob(db, jobId);
  if (job === null) throw new Error(`Job ${jobId} went away a moment ago.`);
  const [runs, log, carried, effects, family, audit] = await Promise.all([
    readAttempts(db, jobId),
    readLogs(db, jobId),
    readCarried(db, jobId, (type) => registry.find(type)),
    readEffects(db, jobId),
    readFamily(db, job),
    readAudit(db, jobId),
  ]);
  const { now, next } = sayJob({ job, latest: runs.at(-1) ?? null }, job.readAt, moment);
  return {
    job,
    url: jobUrl(jobId),
    says: { now: withPlainBlanks(now), next: next === null ? null : withPlainBlanks(next) },
    runs,
    log,
    ...(carried ?? { payload: null, checkpoint: null, result: null }),
    effects,
    family,
    audit,
  };
}

/** Screens keep a number and its unit on one line; a terminal has no need to. */
function withPlainBlanks(text: string): string {
  return text.replaceAll("\u00a0", " ");
}
