import type { Relative } from "@/lib/jobs/reading/read-relatives";
import { colours } from "@/scripts/jobs/kit/colours";
import { statusText } from "@/scripts/jobs/kit/status-text";
import { cut, oneLine, printable, table } from "@/scripts/jobs/kit/table";
import { briefly, moment } from "@/scripts/jobs/kit/times";
import type { Inspected } from "./index";

/** All about a job as text, in sections; what it has none of is left out. */
export function describeJob(found: Inspected): string {
  const { runs, log, payload, checkpoint, result, effects, audit } = found;
  return [
    header(found),
    section("Facts", facts(found)),
    section("Runs", runs.length === 0 ? "" : runTable(found)),
    section(log.hasEarlier ? "Log (the latest lines)" : "Log", log.lines.map(logLine).join("")),
    section("Payload", json(payload)),
    section("Checkpoint", json(checkpoint)),
    section("Result", json(result)),
    section("Effects", effects.length === 0 ? "" : effectTable(found)),
    section("Related", related(found)),
    section("Audit", audit.length === 0 ? "" : auditTable(found)),
  ].join("");
}

function header({ job, says, url }: Inspected): string {
  return [
    `${statusText(job.status)}  ${colours.bold(oneLine(job.type))}  ${job.jobId}`,
    oneLine(says.now),
    ...(says.next === null ? [] : [oneLine(says.next)]),
    colours.dim(url),
    "",
  ].join("\n");
}

function section(title: string, body: string): string {
  return body === "" ? "" : `\n${colours.bold(title)}\n${body}`;
}

function facts({ job }: Inspected): string {
  const whose = [
    job.organizationId !== null && `organization ${job.organizationId}`,
    job.userId !== null && `person ${job.userId}`,
  ].filter((part) => part !== false);
  const times = {
    enqueued: job.createdAt,
    "not before": job.notBefore,
    begun: job.startedAt,
    ended: job.completedAt,
  };
  const named = {
    tries: `${job.attempt} of ${job.retries + 1}, ${briefly(job.timeoutSeconds * 1000)} each`,
    owner: whose.length === 0 ? "nobody, the product itself" : whose.join(", "),
    progress: job.progress && progressText(job.progress),
    error: job.error && [job.error.code, job.error.message].filter(Boolean).join(": "),
    schedule: job.scheduleId,
    "idempotency key": job.idempotencyKey,
    "concurrency key": job.concurrencyKey,
    message: job.messageId,
    trace: job.traceParent,
  };
  return [
    ...Object.entries(times).map(([name, time]) => [name, time === null ? null : moment(time)] as const),
    ...Object.entries(named),
  ]
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `  ${name.padEnd(15)}  ${oneLine(String(value))}\n`)
    .join("");
}

function progressText({ done, total, message }: NonNullable<Inspected["job"]["progress"]>): string {
  return [total === null ? String(done) : `${done} of ${total}`, message].filter(Boolean).join(": ");
}

function runTable({ runs }: Inspected): string {
  const rows = runs.map(({ run, attempt, outcome, startedAt, finishedAt, waitedMs, error }) => [
    String(run),
    String(attempt),
    outcome,
    moment(startedAt),
    briefly(Date.parse(finishedAt) - Date.parse(startedAt)),
    waitedMs === null ? "-" : briefly(waitedMs),
    error === null ? "" : oneLine([error.code, error.httpStatus, error.message].filter(Boolean).join(" ")),
  ]);
  return table(["RUN", "TRY", "OUTCOME", "BEGAN", "TOOK", "WAITED", "ERROR"], rows);
}

function logLine({ at, run, message, fields }: Inspected["log"]["lines"][number]): string {
  const more = fields === null ? "" : ` ${colours.dim(cut(JSON.stringify(fields), 500))}`;
  return `  ${colours.dim(`${at.slice(11, 23)} run ${run}`)}  ${oneLine(message)}${more}\n`;
}

function json(value: unknown): string {
  if (value === null || value === undefined) return "";
  return `${printable(JSON.stringify(value, null, 2)).replace(/^/gm, "  ")}\n`;
}

function effectTable({ effects }: Inspected): string {
  const rows = effects.map(({ key, state, calls, firstSentAt }) => [
    oneLine(key),
    state,
    String(calls),
    moment(firstSentAt),
  ]);
  return table(["KEY", "STATE", "CALLS", "FIRST SENT"], rows);
}

function related({ job, family }: Inspected): string {
  const { parent, original, children, siblings, replays } = family;
  const rows = [
    ...one("enqueued by", parent),
    ...one("replay of", original),
    ...children.first.flatMap((child) => one("enqueued", child)),
    ...replays.first.flatMap((replay) => one("replayed as", replay)),
  ];
  const batch =
    job.batch === null
      ? ""
      : `  batch ${job.batchId}: ${job.batch.completed} of ${job.batch.total} completed, ${job.batch.failed} failed, ${siblings.count} others\n`;
  return batch + (rows.length === 0 ? "" : table(["HOW", "STATUS", "TYPE", "ID"], rows)) + more(family);
}

function one(how: string, relative: Relative | null): string[][] {
  if (relative === null) return [];
  return [[how, statusText(relative.status), oneLine(relative.type), relative.jobId]];
}

function more({ children, replays }: Inspected["family"]): string {
  const left = children.count + replays.count - children.first.length - replays.first.length;
  return left > 0 ? `  and ${left.toLocaleString("en")} more\n` : "";
}

function auditTable({ audit }: Inspected): string {
  const rows = audit.map(({ at, action, userId, reason }) => [
    moment(at),
    action,
    userId === null ? "command line" : `person ${userId}`,
    reason === null ? "" : oneLine(reason),
  ]);
  return table(["AT", "DEED", "BY", "REASON"], rows);
}
