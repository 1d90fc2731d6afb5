import { revalidatePath } from "next/cache";
import type { FormState } from "@/app/_people/form-state";
import { Problem } from "@/lib/http/problem";
import { ForeignDatabaseError } from "@/lib/jobs/install/owner";
import { type DeedBy, deedBy } from "./deed-by";
import type { StaffLevel } from "./require-staff";

/** Does what a form of the dashboard asks for, if the person may, and says what came of it. */
export async function doDeed(
  level: StaffLevel,
  form: FormData,
  deed: (by: DeedBy) => Promise<FormState>,
): Promise<FormState> {
  try {
    const { by } = await deedBy(level, form);
    const said = await deed(by);
    revalidatePath("/admin/jobs", "layout");
    return said;
  } catch (error) {
    if (error instanceof Problem || error instanceof ForeignDatabaseError) return { message: error.message };
    throw error;
  }
}
