import { SelectField } from "@/app/_components/select-field";
import { TextField } from "@/app/_components/text-field";
import type { MailField } from "./mail-templates";
import type { FormErrors } from "./say-problem";

type TemplateFieldsProps = {
  fields: readonly MailField[];
  values: Readonly<Record<string, string>>;
  errors: FormErrors;
  onChange: (name: string, value: string) => void;
};

/** The values that the chosen template needs. */
export function TemplateFields({ fields, values, errors, onChange }: TemplateFieldsProps) {
  return fields.map(({ name, label, type, optional }) => {
    const shared = {
      name,
      label: optional ? `${label} (optional)` : label,
      value: values[name] ?? "",
      error: errors[name],
      onChange: ({ target }: { target: { value: string } }) => onChange(name, target.value),
    };
    return typeof type === "string" ? (
      <TextField key={name} type={INPUT_TYPES[type]} {...shared} />
    ) : (
      <SelectField key={name} options={type.map((value) => ({ value, label: value }))} {...shared} />
    );
  });
}

const INPUT_TYPES = {
  text: "text",
  email: "email",
  url: "url",
  number: "number",
  time: "datetime-local",
} as const;
