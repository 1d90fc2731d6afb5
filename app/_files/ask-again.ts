import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { textOf } from "@/app/_components/form-texts";
import type { FormState } from "@/app/_people/form-state";
import { getActor } from "@/lib/auth/get-actor";
import type { Actor } from "@/lib/jobs/actor";
import type { JobDefinition, JobInput } from "@/lib/jobs/define";
import { requestOf } from "./list-file-jobs";
import { sayStart } from "./say-start";

/** What a form says to somebody whose session is over. */
export const SIGNED_OUT: FormState = { message: "You are signed out. Sign in again." };

type Again<Job extends JobDefinition> = {
  job: Job;
  /** The page with the list. */
  path: string;
  start: (actor: Actor, request: JobInput<Job>, key: string) => Promise<unknown>;
};

/** Asks for the same as a job of the person's organization did, once more. */
export async function askAgain<Job extends JobDefinition>(
  form: FormData,
  { job, path, start }: Again<Job>,
): Promise<FormState> {
  const actor = await getActor(await headers());
  if (actor === null) return SIGNED_OUT;
  const request = job.payload.safeParse(await requestOf(actor, job.type, textOf(form, "jobId")));
  if (!request.success) return { message: "What was asked for is not kept any more. Use the form." };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a payload that was parsed by this very schema fits it
  const again = request.data as JobInput<Job>;
  const said = await sayStart(() => start(actor, again, textOf(form, "key")), { done: "Begun.", values: {} });
  revalidatePath(path);
  return said;
}
