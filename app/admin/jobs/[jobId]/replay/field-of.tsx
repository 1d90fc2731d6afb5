"use client";

import { useId, useRef } from "react";
import { buttonStyle } from "@/app/_components/button-style";
import { fieldStyle } from "@/app/_components/field-style";
import { MASK } from "@/lib/jobs/secret";
import { emptyOf, nameOf, type Pointer, within } from "./draft";
import { ChangeButton, Frame, Present } from "./field-frame";
import type { NamedField } from "./fields";
import { type Drawn, type FieldOfProps, Labelled } from "./labelled";
import { Secret, Simple } from "./simple-field";

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
      <ChangeButton change={`give ${pointer}`} label={`Give ${field.label}`}>
        Give it
      </ChangeButton>
    </div>
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
          <ChangeButton
            change={`remove ${within(pointer, index)}`}
            label={`Remove ${field.item.label} ${index + 1}`}
          >
            Remove
          </ChangeButton>
        </div>
      ))}
      <ChangeButton change={`add ${pointer}`}>Add an entry</ChangeButton>
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
