"use server";

import { redirect } from "next/navigation";
import { type FormState, textOf } from "@/app/_people/form-state";
import { doDeed } from "@/app/admin/_staff/do-deed";
import { alerts } from "@/lib/alerts/alerts";
import { cleanupOldData } from "@/lib/cleanup/jobs";
import { database } from "@/lib/db/client";
import { describeError } from "@/lib/jobs/describe-error";
import { enqueue } from "@/lib/jobs/enqueue";
import { ForeignDatabaseError } from "@/lib/jobs/install/owner";
import { noteDeed } from "@/lib/jobs/operations/note-deed";
import { resumeType } from "@/lib/jobs/operations/resume-type";
import { deployOf } from "@/lib/jobs/reconcile/deploy";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { registry } from "@/lib/registry";
import { tallyText } from "./tally-text";

/** One pass of reconcile, now. */
export async function reconcileNow(_: FormState, form: FormData): Promise<FormState> {
  return await doDeed("admin", form, async (by) => {
    await noteDeed(database(), "reconcile", by);
    try {
      return { done: tallyText(await reconcile(deployOf(registry, alerts))) };
    } catch (error) {
      if (error instanceof ForeignDatabaseError) throw error;
      return { message: `A step failed: ${describeError(error).message.slice(0, 300)}` };
    }
  });
}

/** Starts a job that changes nothing, to see whether everything works, and leads to it. */
export async function startTestJob(_: FormState, form: FormData): Promise<FormState> {
  let jobId = "";
  const said = await doDeed("operator", form, async ({ userId }) => {
    const payload = { cleanupType: "temp-files", daysOld: 2, dryRun: true } as const;
    const actor = { userId, organizationId: null };
    jobId = (await enqueue(cleanupOldData, payload, { actor, publish: "now" })).jobId;
    return {};
  });
  if (jobId !== "") redirect(`/admin/jobs/${jobId}`);
  return said;
}

/** Ends the pause of a type; also of one that is not in the code any more. */
export async function resumeJobType(_: FormState, form: FormData): Promise<FormState> {
  return await doDeed("admin", form, async (by) => {
    const type = textOf(form, "type");
    const resumed = await resumeType(type, by);
    return { done: resumed === null ? `${type} was not paused.` : `${type} goes on: ${resumed} waited.` };
  });
}
