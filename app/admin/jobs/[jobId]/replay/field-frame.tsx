import type { ReactNode } from "react";
import { buttonStyle } from "@/app/_components/button-style";
import { nameOf, type Pointer } from "./draft";
import type { Field } from "./fields";
import type { Drawn } from "./labelled";

/** A frame with a name around what belongs together; the whole payload has none. */
export function Frame({
  field,
  pointer,
  drawn,
  children,
}: {
  field: Field;
  pointer: Pointer;
  drawn: Drawn;
  children: ReactNode;
}) {
  const error = drawn.errors[pointer];
  return (
    <fieldset
      data-at={pointer}
      className={
        pointer === ""
          ? "grid min-w-0 grid-cols-1 gap-4"
          : "grid min-w-0 grid-cols-1 gap-4 rounded-lg border px-4 pt-1 pb-4"
      }
    >
      <legend className={pointer === "" ? "sr-only" : "px-1.5 text-sm font-semibold"}>{field.label}</legend>
      <Present pointer={pointer} />
      {error !== undefined && <p className="text-sm text-destructive">{error}</p>}
      {children}
      {pointer !== "" && (!field.isRequired || field.isNullable) && (
        <ChangeButton change={`leave ${pointer}`} label={`Leave out ${field.label}`}>
          Leave out
        </ChangeButton>
      )}
    </fieldset>
  );
}

/** Says that something is there, however little stands in it. */
export function Present({ pointer }: { pointer: Pointer }) {
  return <input type="hidden" name={nameOf.present} value={pointer} />;
}

type ButtonProps = { change: string; children: ReactNode; label?: string };

/** Sends the form to the server, which changes what it asks for. */
export function ChangeButton({ change, children, label }: ButtonProps) {
  return (
    <button
      type="submit"
      name="do"
      value={change}
      formNoValidate
      aria-label={label}
      className={`${buttonStyle("outline", "small")} w-fit`}
    >
      {children}
    </button>
  );
}
