"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { fieldsOf, textOf } from "@/app/_components/form-texts";
import type { FormState } from "@/app/_people/form-state";
import { doDeed } from "@/app/admin/_staff/do-deed";
import { alerts } from "@/lib/alerts/alerts";
import { cleanupOldData } from "@/lib/cleanup/jobs";
import { database } from "@/lib/db/client";
import { endSilence, silenceAlerts } from "@/lib/jobs/alerts/silence";
import { describeError } from "@/lib/jobs/describe-error";
import { ForeignDatabaseError } from "@/lib/jobs/install/owner";
import { noteDeed } from "@/lib/jobs/operations/note-deed";
import { pauseType } from "@/lib/jobs/operations/pause-type";
import { resumeType } from "@/lib/jobs/operations/resume-type";
import { deployOf } from "@/lib/jobs/reconcile/deploy";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { withJobs } from "@/lib/jobs/with-jobs";
import { registry } from "@/lib/registry";
import { forgetFindings } from "./find-out";
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

/** Looks at everything anew. */
export async function lookAgain(_: FormState, form: FormData): Promise<FormState> {
  return await doDeed("viewer", form, () => {
    forgetFindings();
    return Promise.resolve({ done: "Looked at just now." });
  });
}

/** Starts a job that changes nothing, to see whether everything works, and leads to it. */
export async function startTestJob(_: FormState, form: FormData): Promise<FormState> {
  let jobId = "";
  const said = await doDeed("operator", form, async (by) => {
    const payload = { cleanupType: "temp-files", daysOld: 2, dryRun: true } as const;
    const actor = { userId: by.userId, organizationId: null };
    jobId = await withJobs(async (tx, enqueue) => {
      const started = await enqueue(cleanupOldData, payload, { actor });
      await noteDeed(tx, "test-job", by, {}, { jobId: started.jobId, type: cleanupOldData.type });
      return started.jobId;
    });
    return {};
  });
  if (jobId !== "") redirect(`/admin/jobs/${jobId}`);
  return said;
}

/** Lets no job of a type begin. */
export async function pauseJobType(_: FormState, form: FormData): Promise<FormState> {
  return await doDeed("admin", form, async (by) => {
    const type = textOf(form, "type");
    if (!registry.jobs.some((job) => job.type === type)) return { message: "There is no such type." };
    return { done: (await pauseType(type, by)) ? `${type} is paused.` : `${type} was paused already.` };
  });
}

/** Ends the pause of a type; also of one that is not in the code any more. */
export async function resumeJobType(_: FormState, form: FormData): Promise<FormState> {
  return await doDeed("admin", form, async (by) => {
    const type = textOf(form, "type");
    const resumed = await resumeType(type, by);
    return { done: resumed === null ? `${type} was not paused.` : `${type} goes on; ${resumed} had waited.` };
  });
}

const silence = z.object({
  rule: z.string().max(60),
  subject: z.string().max(255),
  hours: z.coerce.number().min(0.25).max(720),
});

/** Lets nobody be told of an alert for some hours. */
export async function silenceAlert(_: FormState, form: FormData): Promise<FormState> {
  return await doDeed("operator", form, async (by) => {
    const asked = silence.safeParse(fieldsOf(form));
    if (!asked.success) return { message: "Choose for how long: up to 30 days." };
    if (by.reason === undefined) return { message: "Say why: others will ask." };
    const { rule, subject, hours } = asked.data;
    await silenceAlerts(database(), {
      ...(rule === "" ? {} : { rule }),
      ...(subject === "" ? {} : { subject }),
      forSeconds: hours * 3_600,
      userId: by.userId,
      reason: by.reason,
    });
    await noteDeed(database(), "silence", by, { rule, subject, hours });
    return { done: "Nobody is told of it until then." };
  });
}

/** Ends a silence before its time. */
export async function unsilenceAlert(_: FormState, form: FormData): Promise<FormState> {
  return await doDeed("operator", form, async (by) => {
    const id = z.guid().safeParse(textOf(form, "id"));
    if (!id.success || !(await endSilence(database(), id.data))) return { message: "It is over already." };
    await noteDeed(database(), "end-silence", by, { id: id.data });
    return { done: "Alerts are told of again." };
  });
}
