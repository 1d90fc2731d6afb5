"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { textOf, textsOf } from "@/app/_components/form-texts";
import type { FormState } from "@/app/_people/form-state";
import type { DeedBy } from "@/app/admin/_staff/deed-by";
import { doDeed } from "@/app/admin/_staff/do-deed";
import { describeError } from "@/lib/jobs/describe-error";
import { deleteDeadLetters } from "@/lib/jobs/operations/delete-dead-letters";
import { reviveJobs } from "@/lib/jobs/operations/revive-jobs";

/** Gives the job of a letter a second chance, and leads to it; the letter has done its part then. */
export async function reviveLetter(_: FormState, form: FormData): Promise<FormState> {
  const jobId = z.guid().safeParse(textOf(form, "jobId")).data ?? null;
  let isRevived = false;
  const said = await doDeed("operator", form, async (by) => {
    if (jobId === null) return { message: "There is no such job." };
    const end = (await reviveJobs([jobId], by)).get(jobId);
    isRevived = end === "revived";
    if (isRevived) await dropSpent(textOf(form, "dlqId"), jobId, by);
    return { message: `It was left alone: ${end ?? "unknown"}.` };
  });
  if (isRevived && jobId !== null) redirect(`/admin/jobs/${jobId}`);
  return said;
}

/** Deletes letters at QStash; their jobs stay as they are. */
export async function deleteLetters(_: FormState, form: FormData): Promise<FormState> {
  return await doDeed("admin", form, async (by) => {
    const dlqIds = textsOf(form, "dlqId").filter((id) => id !== "");
    try {
      const count = await deleteDeadLetters(dlqIds.slice(0, 100), by);
      return { done: count === 0 ? "They were gone already." : `${count} deleted.` };
    } catch (error) {
      return { message: `QStash did not do it: ${describeError(error).message.slice(0, 200)}` };
    }
  });
}

/** The job runs again, whether its letter goes or stays. Letters of other jobs are for admins to delete. */
async function dropSpent(dlqId: string, jobId: string, by: DeedBy): Promise<void> {
  try {
    if (dlqId !== "") await deleteDeadLetters([dlqId], by, jobId);
  } catch {
    // Then it lies there until it runs out.
  }
}
