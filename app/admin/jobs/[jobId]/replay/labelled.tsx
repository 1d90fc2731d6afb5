import { type ReactNode, useId } from "react";
import { nameOf, type Pointer } from "./draft";
import type { Field } from "./fields";

/** What was found wrong, and texts that are no JSON, by where they stand. */
export type Drawn = {
  errors: Readonly<Record<Pointer, string>>;
  misfits: Readonly<Record<Pointer, string>>;
};

/** A field with what stands in it. */
export type FieldOfProps<Kind extends Field["kind"] = Field["kind"]> = {
  field: Extract<Field, { kind: Kind }>;
  value: unknown;
  pointer: Pointer;
  drawn: Drawn;
};

/** Draws the control itself. */
export type Control = (attributes: {
  id: string;
  name: string;
  "aria-invalid": true | undefined;
  "aria-describedby": string | undefined;
}) => ReactNode;

type LabelledProps = { field: Field; pointer: Pointer; drawn: Drawn; renderControl: Control; note?: string };

/** Its name, what fits, the control, and what was wrong with it. */
export function Labelled({ field, pointer, drawn, renderControl, note }: LabelledProps) {
  const id = useId();
  const error = drawn.errors[pointer];
  const hint = note ?? hintOf(field);
  const said = error ?? hint;
  return (
    <div data-at={pointer} className="grid grid-cols-1 content-start gap-1.5">
      <label htmlFor={id} className="text-sm font-medium wrap-anywhere">
        {field.label}
        {!field.isRequired && <span className="font-normal text-muted-foreground"> (optional)</span>}
      </label>
      {renderControl({
        id,
        name: nameOf.value(pointer),
        "aria-invalid": error === undefined ? undefined : true,
        "aria-describedby": said === null ? undefined : `${id}-note`,
      })}
      {said !== null && (
        <p
          id={`${id}-note`}
          className={`text-sm wrap-anywhere whitespace-pre-wrap ${error === undefined ? "text-muted-foreground" : "text-destructive"}`}
        >
          {said}
        </p>
      )}
    </div>
  );
}

function hintOf({ hint, fallback }: Field): string | null {
  const parts = [hint, fallback !== null && fallback !== "" && `Without it: ${fallback}`];
  const said = parts.filter((part) => typeof part === "string").join(". ");
  return said === "" ? null : `${said.slice(0, 1).toUpperCase()}${said.slice(1)}.`;
}
