"use client";

import { type ReactNode, useId, useRef } from "react";
import { buttonStyle } from "@/app/_components/button-style";
import { fieldStyle } from "@/app/_components/field-style";
import { Icon } from "@/app/_components/icon";
import { MASK } from "@/lib/jobs/secret";
import { emptyOf, nameOf, type Pointer, within } from "./draft";
import type { Field, NamedField } from "./fields";

/** What was found wrong, and texts that are no JSON, by where they stand. */
type Drawn = {
  errors: Readonly<Record<Pointer, string>>;
  misfits: Readonly<Record<Pointer, string>>;
};

type FieldOfProps<Kind extends Field["kind"] = Field["kind"]> = {
  field: Extract<Field, { kind: Kind }>;
  value: unknown;
  pointer: Pointer;
  drawn: Drawn;
};

/** One field with what stands in it, and all within it. */
export function FieldOf({ field, value, pointer, drawn }: FieldOfProps) {
  const at = { value, pointer, drawn };
  if (field.isSecret && value === MASK) return <Secret field={field} {...at} />;
  if (field.kind === "fixed")
    return (
      <Labelled
        field={field}
        pointer={pointer}
        drawn={drawn}
        renderControl={({ id }) => (
          <output id={id} className="font-mono text-sm">
            {JSON.stringify(field.value)}
          </output>
        )}
      />
    );
  if (field.kind !== "group" && field.kind !== "list" && field.kind !== "variants")
    return <Simple field={field} {...at} />;
  if (value !== undefined && value !== null) return <Whole field={field} {...at} />;
  // What has to be there is there at once, to be filled in.
  if (field.isRequired && !field.isNullable) return <Whole field={field} {...at} value={emptyOf(field)} />;
  return <Absent field={field} {...at} />;
}

function Whole({ field, ...at }: FieldOfProps<"group" | "list" | "variants">) {
  switch (field.kind) {
    case "group":
      return <Group field={field} {...at} />;
    case "list":
      return <List field={field} {...at} />;
    case "variants":
      return <Variants field={field} {...at} />;
  }
}

type Control = (attributes: {
  id: string;
  name: string;
  "aria-invalid": true | undefined;
  "aria-describedby": string | undefined;
}) => ReactNode;

type LabelledProps = { field: Field; pointer: Pointer; drawn: Drawn; renderControl: Control; note?: string };

/** Its name, what fits, the control, and what was wrong with it. */
function Labelled({ field, pointer, drawn, renderControl, note }: LabelledProps) {
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

const AREA =
  "w-full rounded-md border border-input bg-card px-3 py-2 text-base sm:text-sm aria-invalid:border-destructive";

function Simple({
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
function Secret({ field, pointer, drawn }: FieldOfProps) {
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

function Present({ pointer }: { pointer: Pointer }) {
  return <input type="hidden" name={nameOf.present} value={pointer} />;
}

type ButtonProps = { change: string; children: ReactNode; label?: string };

function Button({ change, children, label }: ButtonProps) {
  return (
    <button
      type="submit"
      name="do"
      value={change}
      formNoValidate
      aria-label={label}
      className={`${buttonStyle("outline")} h-8 w-fit px-3`}
    >
      {children}
    </button>
  );
}

function Absent({ field, pointer, drawn }: FieldOfProps) {
  return (
    <div
      data-at={pointer}
      className="flex flex-wrap items-center justify-between gap-2 rounded-lg border border-dashed px-3 py-2"
    >
      <p className="text-sm">
        <span className="font-medium">{field.label}</span>{" "}
        <span className="text-muted-foreground">
          is not given{field.fallback !== null && `: ${field.fallback}`}
        </span>
        {drawn.errors[pointer] !== undefined && (
          <span className="block text-destructive">{drawn.errors[pointer]}</span>
        )}
      </p>
      <Button change={`give ${pointer}`} label={`Give ${field.label}`}>
        Give it
      </Button>
    </div>
  );
}

/** A frame with a name around what belongs together; the whole payload has none. */
function Frame({
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
        <Button change={`leave ${pointer}`} label={`Leave out ${field.label}`}>
          Leave out
        </Button>
      )}
    </fieldset>
  );
}

function Group({ field, value, pointer, drawn }: FieldOfProps<"group">) {
  return (
    <Frame field={field} pointer={pointer} drawn={drawn}>
      <Fields fields={field.fields} value={value} pointer={pointer} drawn={drawn} />
    </Frame>
  );
}

type FieldsProps = { fields: readonly NamedField[]; value: unknown; pointer: Pointer; drawn: Drawn };

function Fields({ fields, value, pointer, drawn }: FieldsProps) {
  return fields.map(({ name, field }) => (
    <FieldOf
      key={name}
      field={field}
      value={partOf(value, name)}
      pointer={within(pointer, name)}
      drawn={drawn}
    />
  ));
}

function partOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  const part: unknown = Reflect.get(value, name);
  return part;
}

function List({ field, value, pointer, drawn }: FieldOfProps<"list">) {
  const items: unknown[] = Array.isArray(value) ? value : [];
  return (
    <Frame field={field} pointer={pointer} drawn={drawn}>
      {items.length === 0 && <p className="text-sm text-muted-foreground">No entries.</p>}
      {items.map((item, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- an entry is what stands at its place
        <div key={index} className="grid grid-cols-[minmax(0,1fr)_auto] items-end gap-2">
          <Present pointer={within(pointer, index)} />
          <FieldOf
            field={{ ...field.item, label: `${field.item.label} ${index + 1}` }}
            value={item ?? ""}
            pointer={within(pointer, index)}
            drawn={drawn}
          />
          <Button
            change={`remove ${within(pointer, index)}`}
            label={`Remove ${field.item.label} ${index + 1}`}
          >
            Remove
          </Button>
        </div>
      ))}
      <Button change={`add ${pointer}`}>Add an entry</Button>
    </Frame>
  );
}

function Variants({ field, value, pointer, drawn }: FieldOfProps<"variants">) {
  const id = useId();
  const again = useRef<HTMLButtonElement>(null);
  const chosen = partOf(value, field.by);
  const variant = field.variants.find((one) => one.value === chosen) ?? field.variants[0];
  return (
    <Frame field={field} pointer={pointer} drawn={drawn}>
      <div className="grid grid-cols-1 gap-1.5">
        <label htmlFor={id} className="text-sm font-medium">
          {field.by}
        </label>
        <div className="flex gap-2">
          <select
            id={id}
            name={nameOf.variant(pointer)}
            defaultValue={variant?.value}
            onChange={({ target }) => target.form?.requestSubmit(again.current)}
            className={fieldStyle}
          >
            {field.variants.map((one) => (
              <option key={one.value}>{one.value}</option>
            ))}
          </select>
          <button
            ref={again}
            type="submit"
            name="do"
            value={`look ${pointer}`}
            hidden
            aria-label="Show its fields"
          />
          <noscript>
            <button type="submit" name="do" value="look" className={buttonStyle("outline")}>
              Show its fields
            </button>
          </noscript>
        </div>
      </div>
      <Fields fields={variant?.fields ?? []} value={value} pointer={pointer} drawn={drawn} />
    </Frame>
  );
}
