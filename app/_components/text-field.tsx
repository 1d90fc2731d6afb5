import { type ComponentProps, useId } from "react";
import { fieldStyle } from "./field-style";

type TextFieldProps = ComponentProps<"input"> & {
  label: string;
  /** What helps before typing. */
  hint?: string;
  /** What was wrong with the value that was sent. */
  error?: string;
};

/** A labelled input that says its error where it happened; plain HTML, so it works before JavaScript does. */
export function TextField({ label, hint, error, ...input }: TextFieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={error === undefined ? undefined : true}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        className={fieldStyle}
        {...input}
      />
      {note !== undefined && (
        <p
          id={`${id}-note`}
          className={error === undefined ? "text-sm text-muted-foreground" : "text-sm text-destructive"}
        >
          {note}
        </p>
      )}
    </div>
  );
}
