import { fieldStyle } from "@/app/_components/field-style";
import { Icon } from "@/app/_components/icon";
import { MASK } from "@/lib/jobs/secret";
import { type Control, type FieldOfProps, Labelled } from "./labelled";

const AREA =
  "w-full rounded-md border border-input bg-card px-3 py-2 text-base sm:text-sm aria-invalid:border-destructive";

/** A field that is one control. */
export function Simple({
  field,
  value,
  pointer,
  drawn,
}: FieldOfProps<"text" | "number" | "yes-no" | "choice" | "json">) {
  const text = textOf(value);
  const labelled = (control: Control) => (
    <Labelled field={field} pointer={pointer} drawn={drawn} renderControl={control} />
  );
  switch (field.kind) {
    case "text":
      if (field.look === "lines" || text.includes("\n"))
        return labelled((given) => <textarea {...given} rows={5} defaultValue={text} className={AREA} />);
      return labelled((given) => (
        <input
          {...given}
          type={field.look === "date" ? "date" : "text"}
          inputMode={field.look === "email" ? "email" : "text"}
          defaultValue={text}
          autoComplete="off"
          className={fieldStyle}
        />
      ));
    case "number":
      return labelled((given) => (
        <input {...given} inputMode="decimal" defaultValue={text} autoComplete="off" className={fieldStyle} />
      ));
    case "yes-no":
      return labelled((given) => (
        <select
          {...given}
          defaultValue={value === true ? "yes" : value === false ? "no" : ""}
          className={fieldStyle}
        >
          {(!field.isRequired || typeof value !== "boolean") && <option value="">–</option>}
          <option value="yes">Yes</option>
          <option value="no">No</option>
        </select>
      ));
    case "choice": {
      const chosen = field.options.find((option) => option.value === value)?.label ?? "";
      return labelled((given) => (
        <select {...given} defaultValue={chosen} className={fieldStyle}>
          {(!field.isRequired || chosen === "") && <option value="">–</option>}
          {field.options.map(({ label }) => (
            <option key={label} value={label}>
              {label}
            </option>
          ))}
        </select>
      ));
    }
    case "json":
      return labelled((given) => (
        <textarea
          {...given}
          rows={pointer === "" ? 20 : 6}
          spellCheck={false}
          defaultValue={drawn.misfits[pointer] ?? (value === undefined ? "" : JSON.stringify(value, null, 2))}
          className={`${AREA} font-mono text-xs sm:text-xs`}
        />
      ));
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** A secret of the original: it is kept while nobody types over it. */
export function Secret({ field, pointer, drawn }: FieldOfProps) {
  return (
    <Labelled
      field={field}
      pointer={pointer}
      drawn={drawn}
      note={`A secret. As ${MASK} it stays what it was; type over it to give another.`}
      renderControl={(given) => (
        <div className="relative">
          <input {...given} defaultValue={MASK} autoComplete="off" className={`${fieldStyle} pl-9`} />
          <Icon
            name="lock"
            className="pointer-events-none absolute top-3 left-3 size-4 text-muted-foreground"
          />
        </div>
      )}
    />
  );
}
