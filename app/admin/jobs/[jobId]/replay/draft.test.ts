import { describe, expect, it } from "vitest";
import { z } from "zod";
import { secret } from "@/lib/jobs/define";
import { changed, readChange } from "./change-draft";
import { type Draft, emptyOf, nameOf, pointerOf, readDraft, within } from "./draft";
import { type Field, rootField } from "./fields";
import { jsonSchemaOf } from "./json-schema";

const schema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("mail"),
    to: z.email(),
    token: secret(z.string().min(4)),
    note: z.string().max(2_000).optional(),
    urgent: z.boolean().default(false),
    accounts: z.array(z.strictObject({ name: z.string(), pin: secret(z.string()) })).default([]),
    range: z.strictObject({ from: z.iso.date(), days: z.int().min(1).max(30) }).optional(),
    endedAt: z.iso.datetime().nullable(),
    tags: z.record(z.string(), z.string()).optional(),
  }),
  z.strictObject({ kind: z.literal("call"), number: z.string() }),
]);
const root = rootField(jsonSchemaOf(schema));

const PAYLOAD = {
  kind: "mail",
  to: "ada@example.test",
  token: "[secret]",
  urgent: true,
  accounts: [
    { name: "A", pin: "[secret]" },
    { name: "B", pin: "[secret]" },
  ],
  range: { from: "2026-01-01", days: 3 },
  endedAt: null,
  tags: { a: "1" },
};

/** What a browser sends for a form in which this draft is drawn. */
function sent(field: Field, value: unknown, pointer = "", form = new FormData()): FormData {
  if (value === undefined) return form;
  const isObject = typeof value === "object" && value !== null;
  if (field.kind === "json") form.set(nameOf.value(pointer), JSON.stringify(value, null, 2));
  else if (field.kind === "list" && Array.isArray(value)) {
    form.append(nameOf.present, pointer);
    for (const [index, item] of value.entries()) {
      form.append(nameOf.present, within(pointer, index));
      sent(field.item, item, within(pointer, index), form);
    }
  } else if ((field.kind === "group" || field.kind === "variants") && isObject) {
    form.append(nameOf.present, pointer);
    const chosen: unknown = field.kind === "variants" ? Reflect.get(value, field.by) : null;
    if (field.kind === "variants") form.set(nameOf.variant(pointer), String(chosen));
    const fields =
      field.kind === "group"
        ? field.fields
        : (field.variants.find((one) => one.value === chosen)?.fields ?? []);
    for (const { name, field: inner } of fields)
      sent(inner, Reflect.get(value, name), within(pointer, name), form);
  } else if (field.kind === "yes-no") form.set(nameOf.value(pointer), value === true ? "yes" : "no");
  else
    form.set(
      nameOf.value(pointer),
      typeof value === "string" || typeof value === "number" ? String(value) : "",
    );
  return form;
}

function draft(payload: unknown): Draft {
  return { payload, misfits: {} };
}

describe("a form made from a schema", () => {
  it("reads back what it shows", () => {
    expect(readDraft(root, sent(root, PAYLOAD))).toEqual(draft(PAYLOAD));
  });

  it("leaves out what may be left out, and keeps what was typed wrong", () => {
    const form = sent(root, { ...PAYLOAD, note: "" });
    form.set(nameOf.value("/range/days"), "soon");
    form.set(nameOf.value("/tags"), "{a:");
    const { tags: _, ...rest } = PAYLOAD;
    expect(readDraft(root, form)).toEqual({
      payload: { ...rest, range: { from: "2026-01-01", days: "soon" } },
      misfits: { "/tags": "{a:" },
    });
  });

  it("takes another variant with the fields that both have", () => {
    const form = sent(root, PAYLOAD);
    form.set(nameOf.variant(""), "call");
    expect(readDraft(root, form).payload).toEqual({ kind: "call" });
  });

  it("knows the schema's names, hints, secrets and defaults", () => {
    if (root.kind !== "variants") throw new Error("It has variants.");
    const fields = Object.fromEntries(root.variants[0]?.fields.map(({ name, field }) => [name, field]) ?? []);
    expect(fields.token).toMatchObject({ kind: "text", isSecret: true, isRequired: true });
    expect(fields.note).toMatchObject({ kind: "text", look: "lines", isRequired: false });
    expect(fields.urgent).toMatchObject({ kind: "yes-no", fallback: "false", isRequired: false });
    expect(fields.endedAt).toMatchObject({ kind: "text", isNullable: true });
    expect(fields.tags).toMatchObject({ kind: "json" });
    expect(fields.range).toMatchObject({
      kind: "group",
      fields: [{ field: { look: "date" } }, { field: { hint: "a whole number, 1 to 30" } }],
    });
  });

  it("is one field of JSON for what no form can be made of", () => {
    for (const odd of [
      z.unknown(),
      z.record(z.string(), z.number()),
      z.tuple([z.string()]),
      z.looseObject({}),
    ])
      expect(rootField(jsonSchemaOf(odd))).toMatchObject({ kind: "json" });
  });
});

describe("the buttons of the form", () => {
  it("add, give and leave out", () => {
    const added = changed(root, draft(PAYLOAD), { do: "add", at: "/accounts" });
    expect(added.focus).toBe("/accounts/2");
    expect(added.draft.payload).toMatchObject({ accounts: [{ name: "A" }, { name: "B" }, {}] });
    const left = changed(root, draft(PAYLOAD), { do: "leave", at: "/range" });
    expect(left.draft.payload).not.toHaveProperty("range");
    const given = changed(root, left.draft, { do: "give", at: "/range" });
    expect(given.draft.payload).toHaveProperty("range", {});
  });

  it("remove an entry, and ask anew for secrets that would stand in another's place", () => {
    const { draft: after } = changed(root, draft(PAYLOAD), { do: "remove", at: "/accounts/0" });
    expect(after.payload).toMatchObject({ accounts: [{ name: "B", pin: "" }], token: "[secret]" });
    const last = changed(root, draft(PAYLOAD), { do: "remove", at: "/accounts/1" });
    expect(last.draft.payload).toMatchObject({ accounts: [{ name: "A", pin: "[secret]" }] });
  });

  it("do nothing where they do not fit", () => {
    expect(changed(root, draft(PAYLOAD), { do: "add", at: "/to" }).draft.payload).toEqual(PAYLOAD);
    expect(changed(root, draft(PAYLOAD), { do: "give", at: "/no/such" }).draft.payload).toEqual(PAYLOAD);
    expect(readChange("drop /accounts/0")).toBeNull();
    expect(readChange("remove /accounts/0")).toEqual({ do: "remove", at: "/accounts/0" });
  });

  it("begin with what is needed", () => {
    expect(emptyOf(root)).toEqual({ kind: "mail" });
    expect(pointerOf(["a/b", 0, "c~d"])).toBe("/a~1b/0/c~0d");
  });
});
