import { describe, expect, it } from "vitest";
import { z } from "zod";
import { narrowings } from "./narrowings";

function json(schema: z.ZodType) {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
}

function changes(before: z.ZodType, now: z.ZodType): string[] {
  return narrowings(json(before), json(now)).map(({ path, says }) => `${path} ${says}`);
}

const { strictObject, object, looseObject, string, number, array, optional, literal } = z;
const card = strictObject({ kind: literal("card"), last4: string() });
const cash = strictObject({ kind: literal("cash") });

const wider: [string, z.ZodType, z.ZodType][] = [
  ["nothing", strictObject({ a: string() }), strictObject({ a: string() })],
  ["a description", string(), string().describe("A name.").meta({ title: "Name" })],
  [
    "a new optional field",
    strictObject({ a: string() }),
    strictObject({ a: string(), b: optional(string()) }),
  ],
  ["a new field with a default", strictObject({}), strictObject({ b: string().default("x") })],
  ["another default", strictObject({ b: string().default("x") }), strictObject({ b: string().default("y") })],
  ["a field that may be left out", strictObject({ a: string() }), strictObject({ a: optional(string()) })],
  ["a field that may be null", strictObject({ a: string() }), strictObject({ a: string().nullable() })],
  [
    "a field that goes, where unknown ones are let through",
    object({ a: string(), b: string() }),
    object({ a: string() }),
  ],
  ["unknown fields that are let through", strictObject({ a: string() }), looseObject({ a: string() })],
  ["one more value of an enum", z.enum(["a", "b"]), z.enum(["a", "b", "c"])],
  ["a literal that becomes an enum", literal("a"), z.enum(["a", "b"])],
  ["an enum that becomes a text", z.enum(["a", "bcd"]), string().min(1).max(3)],
  ["a literal that fits the pattern", literal("INV-1"), string().regex(/^INV-\d+$/)],
  ["one more member of a union", z.union([string(), number()]), z.union([string(), number(), z.boolean()])],
  ["one more kind", z.discriminatedUnion("kind", [card]), z.discriminatedUnion("kind", [card, cash])],
  ["a whole number that becomes any", z.int(), number()],
  ["longer limits", string().min(2).max(5), string().min(1).max(9)],
  ["limits that go", number().min(1).max(5), number()],
  ["a bound that becomes exclusive below it", number().min(1), number().gt(0)],
  ["a format that goes", z.email(), string()],
  ["longer lists of wider items", array(z.int()).max(3), array(number()).max(5)],
  ["a tuple that becomes a list", z.tuple([z.int(), z.int()]), array(number())],
  ["a record of wider values", z.record(string(), z.int()), z.record(string(), number())],
  ["fields that become a record", strictObject({ a: string(), b: string() }), z.record(string(), string())],
  ["anything", strictObject({ a: string() }), z.unknown()],
  ["a custom check, which nobody can see", string(), string().refine(() => false)],
  [
    "parts that are put together",
    z.intersection(object({ a: string() }), object({ b: string() })),
    object({ a: string() }),
  ],
];

const narrower: [string, z.ZodType, z.ZodType, string[]][] = [
  [
    "a new required field",
    strictObject({}),
    strictObject({ b: string() }),
    ["/b is new and required: what is stored lacks it"],
  ],
  [
    "a field that is required now",
    object({ a: optional(string()) }),
    object({ a: string() }),
    ["/a could be left out and is required now"],
  ],
  [
    "a field that goes",
    strictObject({ a: string(), b: string() }),
    strictObject({ a: string() }),
    ["/b is gone, and unknown fields are refused"],
  ],
  [
    "a field that is renamed",
    strictObject({ to: string() }),
    strictObject({ email: string() }),
    ["/to is gone, and unknown fields are refused", "/email is new and required: what is stored lacks it"],
  ],
  [
    "another type, deep inside",
    object({ a: array(object({ n: string() })) }),
    object({ a: array(object({ n: number() })) }),
    ["/a/[]/n was string and must be number now"],
  ],
  [
    "unknown fields that are refused",
    object({ a: string() }),
    strictObject({ a: string() }),
    [" let unknown fields through and refuses them now"],
  ],
  ["a value of an enum less", z.enum(["a", "b"]), z.enum(["a"]), [' took "b" and does not any more']],
  ["a text that becomes an enum", string(), z.enum(["a"]), [' takes only ["a"] now, and took any before']],
  [
    "a kind less",
    z.discriminatedUnion("kind", [card, cash]),
    z.discriminatedUnion("kind", [card]),
    ['/kind took "cash" and does not any more', "/last4 is new and required: what is stored lacks it"],
  ],
  ["null that is refused", string().nullable(), string(), [" was null and must be string now"]],
  ["any number that must be whole", number(), z.int(), [" was number and must be integer now"]],
  ["shorter limits", string().max(9), string().max(5), [" maxLength is 5 now, and was 9"]],
  ["a limit that comes", array(string()), array(string()).min(1), [" minItems is 1 now, and was not there"]],
  ["a bound that becomes exclusive", number().min(1), number().gt(1), [" minimum is above 1 now, and was 1"]],
  ["a lower upper bound", number().lt(9), number().lt(5), [" maximum is below 5 now, and was below 9"]],
  [
    "a literal that breaks the pattern",
    literal("X"),
    string().regex(/^INV/),
    [' took "X", which need not fit its pattern now'],
  ],
  ["a format that comes", string(), z.email(), [' format is "email" now, and was not there']],
  ["another pattern", string().regex(/^a/), string().regex(/^b/), [' pattern is "^b" now, and was "^a"']],
  [
    "a tuple with one place less",
    z.tuple([string(), string()]),
    z.tuple([string()]),
    [" maxItems is 1 now, and was 2"],
  ],
  ["anything that must be something", z.unknown(), string(), [" was any value and must be string now"]],
  [
    "a record of narrower values",
    z.record(string(), number()),
    z.record(string(), z.int()),
    ["/* was number and must be integer now"],
  ],
];

describe("a schema compared with the one before", () => {
  it.each(wider)("takes all that it took, with %s", (_, before, now) => {
    expect(changes(before, now)).toEqual([]);
  });

  it.each(narrower)("names the field and what it refuses, with %s", (_, before, now, says) => {
    const found = changes(before, now);
    for (const sentence of says) expect(found).toContain(sentence);
  });

  it("ends with one that contains itself", () => {
    expect(changes(tree(z.int()), tree(number()))).toEqual([]);
    expect(changes(tree(number()), tree(z.int()))).toEqual(["/leaf was number and must be integer now"]);
  });
});

it("never takes a schema for wider that refuses a value which fitted: all pairs of these schemas, on all of these values", () => {
  const schemas = [...wider, ...narrower].flatMap(([, before, now]) => [before, now]);
  const seen = schemas.filter((schema) => !isUnseen(schema));
  const jsons = seen.map(json);
  const values = [...scalars(), ...scalars().flatMap(around)];
  const fits = seen.map((schema) => values.map((value) => schema.safeParse(value).success));
  let compared = 0;
  for (const [one, before] of jsons.entries()) {
    for (const [other, now] of jsons.entries()) {
      if (narrowings(before, now).length > 0) continue;
      compared += 1;
      const lost = values.filter((_, at) => fits[one]?.[at] === true && fits[other]?.[at] === false);
      expect(lost, `${JSON.stringify(before)} → ${JSON.stringify(now)}`).toEqual([]);
    }
  }
  expect(compared).toBeGreaterThan(300);
});

function tree(leaf: z.ZodType) {
  const node = object({
    leaf,
    get children(): z.ZodArray<z.ZodType> {
      return array(node);
    },
  });
  return node;
}

/** A refinement is not in the JSON Schema. */
function isUnseen(schema: z.ZodType): boolean {
  return !schema.safeParse("some text").success && JSON.stringify(json(schema)).includes('"type":"string"}');
}

function scalars(): unknown[] {
  return [
    "",
    "a",
    "b",
    "bcd",
    "abcdefgh",
    "INV-1",
    "ada@example.test",
    null,
    true,
    0,
    1,
    1.5,
    5,
    9,
    -3,
    [],
    {},
  ];
}

function around(value: unknown): unknown[] {
  return [
    [value],
    [value, value],
    [value, value, value, value],
    { a: value },
    { b: value },
    { a: value, b: value },
    { a: "x", extra: value },
    { a: [{ n: value }] },
    { kind: "card", last4: value },
    { kind: "cash", last4: value },
    { kind: "cash" },
    { to: value },
    { email: value },
  ];
}
