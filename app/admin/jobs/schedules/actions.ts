"use server";

import { redirect } from "next/navigation";
import { textOf } from "@/app/_components/form-texts";
import type { FormState } from "@/app/_people/form-state";
import { doDeed } from "@/app/admin/_staff/do-deed";
import { database } from "@/lib/db/client";
import { describeError } from "@/lib/jobs/describe-error";
import { noteDeed } from "@/lib/jobs/operations/note-deed";
import { countSteps } from "@/lib/jobs/schedules/describe";
import { forgetDrift } from "@/lib/jobs/schedules/drift";
import { pauseSchedule, resumeSchedule } from "@/lib/jobs/schedules/pause-schedule";
import { runSchedule } from "@/lib/jobs/schedules/run-schedule";
import { setUpSchedules } from "@/lib/jobs/schedules/set-up";
import { registry } from "@/lib/registry";
import { schedules } from "@/lib/schedules";

/** Lets a schedule start nothing until it is resumed. */
export async function pause(_: FormState, form: FormData): Promise<FormState> {
  return await doDeed("operator", form, async (by) => {
    const isPaused = await pauseSchedule(textOf(form, "id"), by);
    forgetDrift();
    return { done: isPaused ? "Paused." : "It was paused already, or is gone." };
  });
}

/** Ends its pause. */
export async function resume(_: FormState, form: FormData): Promise<FormState> {
  return await doDeed("operator", form, async (by) => {
    const isResumed = await resumeSchedule(textOf(form, "id"), by);
    forgetDrift();
    return { done: isResumed ? "It goes on." : "It was not paused, or is gone." };
  });
}

/** Starts its job now, and leads to it. */
export async function runNow(_: FormState, form: FormData): Promise<FormState> {
  let jobId = "";
  const said = await doDeed("operator", form, async (by) => {
    const run = await runSchedule(textOf(form, "id"), by);
    if (run.outcome === "enqueued") jobId = run.jobId;
    return run.outcome === "overlapped"
      ? { message: "A job of it is open, and it lets none overlap." }
      : { message: "There is no such schedule any more." };
  });
  if (jobId !== "") redirect(`/admin/jobs/${jobId}`);
  return said;
}

/** Makes the database and QStash as the code has it. */
export async function putRight(_: FormState, form: FormData): Promise<FormState> {
  return await doDeed("operator", form, async (by) => {
    try {
      const steps = countSteps(await setUpSchedules({ schedules, registry }));
      await noteDeed(database(), "set-up-schedules", by, { steps });
      return { done: steps === "" ? "Nothing was to do." : `Done: ${steps}.` };
    } catch (error) {
      return { message: `That did not work: ${describeError(error).message.slice(0, 300)}` };
    } finally {
      forgetDrift();
    }
  });
}
