import { revalidatePath } from "next/cache";
import type { FormState } from "@/app/_people/form-state";
import { Problem } from "@/lib/http/problem";
import { ForeignDatabaseError } from "@/lib/jobs/install/owner";
import { reasonOf } from "./reason-of";
import { type StaffLevel, staffFor } from "./require-staff";

/** Who does it, and why: what the audit keeps. */
export type DeedBy = { userId: number; reason?: string };

/** Does what a form of the dashboard asks for, if the person may, and says what came of it. */
export async function doDeed(
  level: StaffLevel,
  form: FormData,
  deed: (by: DeedBy) => Promise<FormState>,
): Promise<FormState> {
  try {
    const { actor } = await staffFor(level);
    const reason = reasonOf(form);
    const said = await deed({ userId: actor.userId, ...(reason === "" ? {} : { reason }) });
    revalidatePath("/admin/jobs", "layout");
    return said;
  } catch (error) {
    if (error instanceof Problem || error instanceof ForeignDatabaseError) return { message: error.message };
    throw error;
  }
}
