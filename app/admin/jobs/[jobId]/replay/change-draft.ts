import { MASK } from "@/lib/jobs/secret";
import { type Draft, emptyOf, type Pointer, within } from "./draft";
import type { Field } from "./fields";

/** What the buttons of the form do to what was entered. */
export type Change = { do: "add" | "remove" | "give" | "leave"; at: Pointer };

/** A button's value, such as `remove /accounts/0`; null for one that changes nothing. */
export function readChange(text: string): Change | null {
  const [, verb, at] = /^(add|remove|give|leave) (.*)$/s.exec(text) ?? [];
  const found = (["add", "remove", "give", "leave"] as const).find((one) => one === verb);
  return found === undefined || at === undefined ? null : { do: found, at };
}

/**
 * The draft after it, and where one goes on. Entries behind one that was removed have another place now: their masked
 * secrets, which are known by place, are to be given anew.
 */
export function changed(root: Field, draft: Draft, change: Change): { draft: Draft; focus: Pointer } {
  const parts = change.at
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const { value, focus } = apply(root, draft.payload, parts, change, "");
  return { draft: { ...draft, payload: value }, focus };
}

type Applied = { value: unknown; focus: Pointer };

function apply(field: Field, value: unknown, parts: readonly string[], change: Change, at: Pointer): Applied {
  const [part, ...rest] = parts;
  if (part === undefined) return here(field, value, change, at);
  const pointer = within(at, part);
  if (field.kind === "list" && Array.isArray(value)) {
    const index = Number(part);
    if (rest.length === 0 && change.do === "remove") return { value: without(value, index), focus: at };
    const inner = apply(field.item, value[index], rest, change, pointer);
    return { value: value.map((item: unknown, i) => (i === index ? inner.value : item)), focus: inner.focus };
  }
  const named = fieldsAt(field, value).find(({ name }) => name === part);
  if (named === undefined || typeof value !== "object" || value === null) return { value, focus: at };
  const before: unknown = Reflect.get(value, part);
  const inner = apply(named.field, before, rest, change, pointer);
  const others = Object.entries(value).filter(([name]) => name !== part);
  const entries = inner.value === undefined ? others : [...others, [part, inner.value] as const];
  return { value: Object.fromEntries(entries), focus: inner.focus };
}

function here(field: Field, value: unknown, change: Change, at: Pointer): Applied {
  switch (change.do) {
    case "give":
      return { value: emptyOf(field), focus: at };
    case "leave":
      return { value: undefined, focus: at };
    case "add": {
      const items: unknown[] = Array.isArray(value) ? value : [];
      if (field.kind !== "list") return { value, focus: at };
      return { value: [...items, emptyOf(field.item)], focus: within(at, items.length) };
    }
    case "remove":
      return { value, focus: at };
  }
}

function fieldsAt(field: Field, value: unknown) {
  if (field.kind === "group") return field.fields;
  if (field.kind !== "variants" || typeof value !== "object" || value === null) return [];
  const chosen: unknown = Reflect.get(value, field.by);
  return field.variants.find((variant) => variant.value === chosen)?.fields ?? [];
}

function without(items: readonly unknown[], index: number): unknown[] {
  return [...items.slice(0, index), ...items.slice(index + 1).map(unmasked)];
}

function unmasked(value: unknown): unknown {
  if (value === MASK) return "";
  if (Array.isArray(value)) return value.map(unmasked);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, unmasked(inner)]));
}
