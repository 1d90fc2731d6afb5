import { textOf } from "@/app/_components/form-texts";
import type { DeedBy } from "./deed-by";

/** Who does it, and by which form, where that is to be done once however often it is sent. */
export type ByForm = DeedBy & { form?: string };

/** Adds the form's key, which is new each time that the form is drawn. */
export function byForm(by: DeedBy, form: FormData): ByForm {
  const key = textOf(form, "formKey").slice(0, 100);
  return key === "" ? by : { ...by, form: key };
}
