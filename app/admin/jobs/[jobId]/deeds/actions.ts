"use server";

import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import { textOf } from "@/app/_components/form-texts";
import { type ByForm, byForm } from "@/app/admin/_staff/by-form";
import { deedBy } from "@/app/admin/_staff/deed-by";
import { isStaff } from "@/app/admin/_staff/require-staff";
import type { Person } from "@/lib/auth/get-person";
import { Problem } from "@/lib/http/problem";
import { cancelJobs } from "@/lib/jobs/operations/cancel-jobs";
import { noteJob } from "@/lib/jobs/operations/note-job";
import { replayJobs } from "@/lib/jobs/operations/replay-jobs";
import { reviveJobs } from "@/lib/jobs/operations/revive-jobs";
import { runNow } from "@/lib/jobs/operations/run-now";
import { type Did, outcomeHref } from "./said";

/** Gives the job a second chance; an admin may let it send once more what may have happened. */
export async function retry(form: FormData): Promise<void> {
  await act(form, async ({ jobId, by, person }) => {
    const sendAnyway = textOf(form, "sendAnyway") === "on";
    if (sendAnyway && !isStaff(person.actor, "admin")) return "not-allowed";
    return (await reviveJobs([jobId], by, { sendAnyway })).get(jobId) ?? "unknown";
  });
}

/** Cancels the job, or asks its run to stop. */
export async function cancel(form: FormData): Promise<void> {
  await act(form, async ({ jobId, by }) => (await cancelJobs([jobId], by)).get(jobId) ?? "unknown");
}

/** Starts a new job like it, with its payload as it is, and leads to that one. */
export async function replay(form: FormData): Promise<void> {
  await act(form, async ({ jobId, by }) => (await replayJobs([jobId], by)).get(jobId) ?? "unknown");
}

/** Makes the job due at once. */
export async function hasten(form: FormData): Promise<void> {
  await act(form, ({ jobId, by }) => runNow(jobId, by));
}

/** Leaves a note for whoever looks at the job next. */
export async function note(form: FormData): Promise<void> {
  await act(form, async ({ jobId, by }) => {
    if (by.reason === undefined) return "no-note";
    return (await noteJob(jobId, { ...by, reason: by.reason })) ? "noted" : "unknown";
  });
}

/** What became of the job; or the new job that there is now. */
type End = Did | { jobId: string };
type Deed = (given: { jobId: string; by: ByForm; person: Person }) => Promise<End>;

/** Does it as an operator, and leads back to the job's page, which says what became of it. */
async function act(form: FormData, deed: Deed): Promise<never> {
  const jobId = textOf(form, "jobId").toLowerCase();
  const end = await done(form, jobId, deed);
  const from = textOf(form, "from");
  redirect(
    typeof end === "string" ? outcomeHref(jobId, end, from) : outcomeHref(end.jobId, "replayed", from),
  );
}

/** People who are no staff learn nothing of such a page. */
async function done(form: FormData, jobId: string, deed: Deed): Promise<End> {
  try {
    const { person, by } = await deedBy("operator", form);
    if (!z.uuid().safeParse(jobId).success) return "unknown";
    return await deed({ jobId, by: byForm(by, form), person });
  } catch (error) {
    if (error instanceof Problem && error.problem === "not-allowed") return "not-allowed";
    if (error instanceof Problem && error.problem === "not-signed-in") redirect("/sign-in");
    if (error instanceof Problem && error.problem === "not-found") notFound();
    throw error;
  }
}
