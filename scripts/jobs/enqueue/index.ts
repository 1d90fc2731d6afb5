import type { Database } from "@/lib/db/database";
import type { EnqueueOptions } from "@/lib/jobs/enqueue-options";
import { EnqueueOptionsError } from "@/lib/jobs/enqueue-options";
import { IdempotencyConflict, PayloadError, TooManyOpenJobs, UnknownTypeError } from "@/lib/jobs/errors";
import { jobDispatcher } from "@/lib/registry";
import { CommandError, usageError } from "@/scripts/jobs/kit/command-error";
import { EXIT, type ExitCode } from "@/scripts/jobs/kit/exit-code";
import { type Followed, follow } from "@/scripts/jobs/kit/follow";
import { inOwnDatabase, target } from "@/scripts/jobs/kit/in-database";
import { jobUrl } from "@/scripts/jobs/kit/job-url";
import { isWatched, say, sayJson, tell } from "@/scripts/jobs/kit/output";
import { readNumber } from "@/scripts/jobs/kit/selection";
import { statusText } from "@/scripts/jobs/kit/status-text";
import { oneLine, tsv } from "@/scripts/jobs/kit/table";
import { readSeconds } from "@/scripts/jobs/kit/times";
import { defineVerb } from "@/scripts/jobs/kit/verb";
import { readData } from "./read-data";

/** `pnpm jobs:enqueue` */
export const verb = defineVerb({
  name: "enqueue",
  takes: "<type>",
  about: `starts a job of this type, whose payload is checked by its schema.

Prints its id and its page in the dashboard. The job is the product's own, unless --user or
--organization says whose it is. Rules for people who start jobs from outside do not hold here.`,
  options: {
    data: {
      type: "string",
      value: "JSON",
      says: "the payload: JSON, @file.json, or - for standard input; {} without it",
    },
    key: { type: "string", value: "KEY", says: "idempotency key: the same key and payload start one job" },
    delay: { type: "string", value: "TIME", says: "start it so much later: seconds, or such as 10m, 2h" },
    organization: { type: "string", value: "ID", says: "it belongs to this organization" },
    user: { type: "string", value: "ID", says: "it belongs to this person" },
    wait: { type: "boolean", says: "follow it to its end; exit 1 unless it is completed" },
  },
  exits: "0 enqueued, with --wait completed; 1 failed; 4 refused; 130 waiting was given up",
  needs: "environment",
  async run({ values, positionals }) {
    const [type, ...others] = positionals;
    if (type === undefined || others.length > 0)
      throw usageError("it takes one type of job", `${positionals.length} were given`, "enqueue");
    const payload = await readData(values.data);
    const options = readOptions(values);
    const { json = false, wait = false } = values;
    return inOwnDatabase((db) => enqueue(db, { type, payload, options }, { json, wait }));
  },
});

type Wanted = { type: string; payload: unknown; options: EnqueueOptions };

function readOptions(values: {
  key?: string;
  delay?: string;
  organization?: string;
  user?: string;
}): EnqueueOptions {
  const { key, delay } = values;
  return {
    actor: {
      userId: readNumber("user", values.user, "enqueue") ?? null,
      organizationId: readNumber("organization", values.organization, "enqueue") ?? null,
    },
    publish: "now",
    ...(key === undefined ? {} : { idempotencyKey: key }),
    ...(delay === undefined ? {} : { delay: readSeconds("delay", delay, "enqueue") }),
  };
}

async function enqueue(
  db: Database,
  { type, payload, options }: Wanted,
  { json, wait }: { json: boolean; wait: boolean },
): Promise<ExitCode> {
  const { jobId, deduplicated, status } = await jobDispatcher
    .enqueue(type, payload, options)
    .catch(explained);
  const { host, database, environment } = target();
  const url = jobUrl(jobId);
  tell(
    `${deduplicated ? "an earlier job has this key" : "enqueued"}: ${environment} at ${host}/${database}\n`,
  );
  if (!json) say(isWatched ? `${jobId}\n${url}\n` : tsv([[jobId, url]]));
  const answer = { jobId, url, deduplicated };
  if (!wait) {
    if (json) sayJson({ ok: true, ...answer, status });
    return EXIT.ok;
  }
  const end = await follow(db, jobId);
  if (end === null) {
    if (json) sayJson({ ok: false, ...answer, interrupted: true });
    tell(`  not waiting any more; it goes on: pnpm jobs:inspect ${jobId}\n`);
    return EXIT.interrupted;
  }
  const isCompleted = end.status === "completed";
  if (json) sayJson({ ok: isCompleted, ...answer, ...outcome(end) });
  else tell(`  ${statusText(end.status)}${end.error === null ? "" : `: ${oneLine(end.error)}`}\n`);
  return isCompleted ? EXIT.ok : EXIT.failed;
}

function outcome({ status, error, errorCode }: Followed) {
  return { status, error: error === null ? null : { code: errorCode, message: error } };
}

/** What `enqueue` refuses, in three lines. */
function explained(error: unknown): never {
  if (error instanceof UnknownTypeError)
    throw usageError(`unknown type ${error.type}`, error.message, "enqueue");
  if (error instanceof PayloadError)
    throw usageError("the payload does not fit", oneLine(error.message), "enqueue");
  if (error instanceof EnqueueOptionsError)
    throw usageError("an option is out of bounds", error.message, "enqueue");
  if (error instanceof IdempotencyConflict)
    throw new CommandError({
      what: "the key belongs to another job",
      why: error.message,
      try: `pnpm jobs:inspect ${error.jobId}, or another --key`,
    });
  if (error instanceof TooManyOpenJobs)
    throw new CommandError({
      what: "the organization has as many open jobs as it may",
      why: error.message,
      try: "wait until some have ended: pnpm jobs:list --organization ID",
    });
  throw error;
}
