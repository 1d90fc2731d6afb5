import { type ComponentProps, useId } from "react";
import { fieldStyle } from "./field-style";
import { Icon } from "./icon";

type SelectFieldProps = ComponentProps<"select"> & {
  label: string;
  error?: string;
  options: readonly { value: string; label: string }[];
};

/** A labelled choice among a few; the browser's own list, which phones show best. */
export function SelectField({ label, error, options, ...select }: SelectFieldProps) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <div className="relative">
        <select
          // A form that was sent is reset, and what a select goes back to is what it was mounted with.
          key={String(select.defaultValue)}
          id={id}
          aria-invalid={error === undefined ? undefined : true}
          aria-describedby={error === undefined ? undefined : `${id}-note`}
          className={`${fieldStyle} cursor-pointer appearance-none pr-9`}
          {...select}
        >
          {options.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        <span className="pointer-events-none absolute inset-y-0 right-3 grid place-items-center text-muted-foreground">
          <Icon name="down" />
        </span>
      </div>
      {error !== undefined && (
        <p id={`${id}-note`} className="text-sm text-destructive">
          {error}
        </p>
      )}
    </div>
  );
}
