import { textOf } from "@/app/_components/form-texts";
import { toStorableText } from "@/lib/jobs/payloads/storable";

/** Why somebody does something, as they typed it: at most 500 characters that can be stored; empty for no reason. */
export function reasonOf(form: FormData): string {
  return toStorableText(textOf(form, "reason").trim().slice(0, 500));
}
