"use server";

import { redirect } from "next/navigation";
import { fieldsOf, textOf, textsOf } from "@/app/_components/form-texts";
import { type ByForm, byForm } from "@/app/admin/_staff/by-form";
import { type DeedBy, deedBy } from "@/app/admin/_staff/deed-by";
import { reasonOf } from "@/app/admin/_staff/reason-of";
import { outcomeHref } from "@/app/admin/jobs/[jobId]/deeds/said";
import { Problem } from "@/lib/http/problem";
import { IdempotencyConflict, PayloadError } from "@/lib/jobs/errors";
import { type Cancelled, cancelJobs } from "@/lib/jobs/operations/cancel-jobs";
import type { JobFilter } from "@/lib/jobs/operations/job-filter";
import { type Replayed, replayJobs } from "@/lib/jobs/operations/replay-jobs";
import { type Revived, reviveJobs } from "@/lib/jobs/operations/revive-jobs";
import { startOperation } from "@/lib/operations/start-operation";
import { registry } from "@/lib/registry";
import { askedAt, type BulkRequest, readRequest } from "./read-request";
import { TYPED_ABOVE } from "./words";

export type ConfirmState = { message?: string; typedError?: string; reason?: string };

/** Cancels, retries or replays what was confirmed, and leads to where its end can be seen. */
export async function doToMany(_: ConfirmState, form: FormData): Promise<ConfirmState> {
  const to = await done(form);
  if (typeof to === "object") return { ...to, reason: reasonOf(form) };
  redirect(to);
}

/** The address that shows what became of it; or what is wrong. */
async function done(form: FormData): Promise<string | ConfirmState> {
  try {
    const { by } = await deedBy("operator", form);
    const request = readRequest(givenBy(form), registry, askedAt(textOf(form, "askedAt"), Date.now()));
    if (typeof request === "string") return { message: request };
    const objection = objectionToCount(form);
    if (objection !== null) return { typedError: objection };
    return "jobIds" in request
      ? await doToSelected(request, byForm(by, form))
      : await doToAll(request, by, textOf(form, "formKey"));
  } catch (error) {
    if (error instanceof Problem || error instanceof PayloadError) return { message: error.message };
    if (error instanceof IdempotencyConflict)
      return { message: "This was sent before, and has begun with another reason. See the list of jobs." };
    throw error;
  }
}

function givenBy(form: FormData): Record<string, string | string[]> {
  const ids = textsOf(form, "id");
  return { ...fieldsOf(form), ...(ids.length === 0 ? {} : { id: ids }) };
}

/** What was shown must be what is typed; the count is told again by the operation itself. */
function objectionToCount(form: FormData): string | null {
  const count = textOf(form, "count");
  if (count !== "many" && Number(count) <= TYPED_ABOVE) return null;
  const typed = textOf(form, "typed").trim().replaceAll(",", "");
  return typed === count ? null : `That is not ${count}.`;
}

async function doToSelected(
  { operation, jobIds }: Extract<BulkRequest, { jobIds: string[] }>,
  by: ByForm,
): Promise<string> {
  const ends = await endsOf(operation, jobIds, by);
  const [[jobId, end] = []] = ends;
  if (ends.length === 1 && jobId !== undefined && end !== undefined)
    return typeof end === "object" ? outcomeHref(end.jobId, "replayed", "") : outcomeHref(jobId, end, "");
  const done = ends.filter(([, each]) => isDone(each)).length;
  return `/admin/jobs/list?${new URLSearchParams({ did: operation, done: String(done), left: String(ends.length - done) })}`;
}

type End = Cancelled | Revived | Replayed;

/** What became of each job. */
async function endsOf(
  operation: BulkRequest["operation"],
  jobIds: string[],
  by: ByForm,
): Promise<[string, End][]> {
  switch (operation) {
    case "cancel":
      return [...(await cancelJobs(jobIds, by))];
    case "revive":
      return [...(await reviveJobs(jobIds, by))];
    case "replay":
      return [...(await replayJobs(jobIds, by))];
  }
}

function isDone(end: End): boolean {
  return typeof end === "object" || end === "cancelled" || end === "cancel-requested" || end === "revived";
}

async function doToAll(
  { operation, filter }: Extract<BulkRequest, { terms: unknown }>,
  by: DeedBy,
  idempotencyKey: string,
): Promise<string> {
  const { jobId } = await startOperation(
    { operation, filter: listsOf(filter), by },
    idempotencyKey === "" ? {} : { idempotencyKey: `dashboard:${idempotencyKey}` },
  );
  return `/admin/jobs/${jobId}`;
}

/** The lists of a filter as the payload of a job has them. */
function listsOf({ types, statuses, errorCodes, ...filter }: JobFilter) {
  return { ...filter, types: copyOf(types), statuses: copyOf(statuses), errorCodes: copyOf(errorCodes) };
}

function copyOf<Item>(items: readonly Item[] | undefined): Item[] | undefined {
  return items === undefined ? undefined : [...items];
}
