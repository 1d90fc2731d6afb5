import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineJob, replaced, secret, versions } from "@/lib/jobs/define";
import { hiderOf } from "./hider";
import { HIDDEN, masked, maskedPayload } from "./masked-payload";
import { payloadMisfit } from "./payload-misfit";
import { hasSecrets } from "./secret-paths";

const { object, strictObject, looseObject, string, array } = z;
const M = "[secret]";
const token = secret(string().min(3));

const tree: z.ZodType = object({
  token,
  get children() {
    return array(tree).optional();
  },
});

const cases: [string, z.ZodType, unknown, unknown][] = [
  ["a field", object({ a: string(), t: token }), { a: "x", t: "s3" }, { a: "x", t: M }],
  [
    "a mark on which more was built",
    object({ t: secret(string()).min(1).max(9).describe("T").optional() }),
    { t: "s3" },
    { t: M },
  ],
  [
    "a nested field",
    object({ a: object({ b: object({ t: token }) }) }),
    { a: { b: { t: "s3" } } },
    { a: { b: { t: M } } },
  ],
  [
    "a list",
    object({ a: array(object({ t: token, n: z.number() })) }),
    {
      a: [
        { t: "s1", n: 1 },
        { t: "s2", n: 2 },
      ],
    },
    {
      a: [
        { t: M, n: 1 },
        { t: M, n: 2 },
      ],
    },
  ],
  ["items of a list", array(token), ["s1", "s2"], [M, M]],
  ["a list as a whole", object({ t: secret(array(string())) }), { t: ["s1", "s2"] }, { t: M }],
  [
    "an object as a whole, however deep",
    object({ t: secret(object({ a: token })) }),
    { t: { a: "s1" } },
    { t: M },
  ],
  ["a place of a tuple, and the rest", z.tuple([string(), token], token), ["a", "s1", "s2"], ["a", M, M]],
  ["values of a record", z.record(string(), token), { a: "s1", b: "s2" }, { a: M, b: M }],
  ["names of a record", object({ r: z.record(token, z.number()) }), { r: { s3cret: 1 } }, { r: M }],
  [
    "optional, nullable, default, catch, readonly",
    object({
      a: token.optional(),
      b: token.nullable(),
      c: token.default("x"),
      d: token.catch("x"),
      e: token.readonly(),
    }),
    { a: "s1", b: "s2", c: "s3", d: "s4", e: "s5" },
    { a: M, b: M, c: M, d: M, e: M },
  ],
  ["what is not there", object({ a: token.optional(), b: token.nullable() }), { b: null }, { b: null }],
  [
    "an empty text and a number",
    object({ a: token, n: secret(z.number()) }),
    { a: "", n: 0 },
    { a: M, n: M },
  ],
  [
    "the member of a union that a field names",
    z.discriminatedUnion("k", [
      object({ k: z.literal("a"), v: token }),
      object({ k: z.enum(["b", "c"]), v: string() }),
    ]),
    { k: "c", v: "plain" },
    { k: "c", v: "plain" },
  ],
  [
    "the other member",
    z.discriminatedUnion("k", [
      object({ k: z.literal("a"), v: token }),
      object({ k: z.literal("b"), v: string() }),
    ]),
    { k: "a", v: "s3" },
    { k: "a", v: M },
  ],
  [
    "a member that nobody can name",
    z.discriminatedUnion("k", [
      object({ k: z.literal("a"), v: token }),
      object({ k: z.literal("b"), v: string() }),
    ]),
    { k: "?", v: "s3" },
    { k: "?", v: M },
  ],
  [
    "any member of a plain union",
    z.union([object({ v: string() }), object({ v: token, w: string() })]),
    { v: "s3", w: "plain" },
    { v: M, w: "plain" },
  ],
  [
    "both halves of an intersection",
    z.intersection(object({ a: token }), object({ b: string(), c: token })),
    { a: "s1", b: "plain", c: "s2" },
    { a: M, b: "plain", c: M },
  ],
  [
    "what goes into a transform",
    object({ t: token.transform((text) => text.length) }),
    { t: "s3" },
    { t: M },
  ],
  ["what a preprocess makes", object({ t: z.preprocess(String, token) }), { t: "s3" }, { t: M }],
  ["what a pipe makes", object({ t: string().pipe(token) }), { t: "s3" }, { t: M }],
  [
    "a schema that contains itself",
    tree,
    { token: "s1", children: [{ token: "s2", children: [{ token: "s3" }] }] },
    { token: M, children: [{ token: M, children: [{ token: M }] }] },
  ],
  [
    "a field that the schema does not name",
    object({ t: token, a: string() }),
    { tt: "s3", a: "x" },
    { tt: M, a: "x" },
  ],
  [
    "a field that a loose schema lets through",
    looseObject({ t: token, a: string() }),
    { t: "s1", a: "x", b: "y" },
    { t: M, a: "x", b: "y" },
  ],
  [
    "a name such as __proto__",
    object({ t: token }),
    JSON.parse('{"__proto__":{"t":"s1"},"t":"s2"}'),
    JSON.parse(`{"__proto__":"${M}","t":"${M}"}`),
  ],
  ["nothing of a schema without secrets", object({ a: string() }), { a: "x", b: "y" }, { a: "x", b: "y" }],
];

it.each(cases)("masks %s", (_, schema, payload, expected) => {
  const before = JSON.stringify(payload);
  expect(JSON.stringify(masked(schema, payload))).toBe(JSON.stringify(expected));
  expect(JSON.stringify(payload)).toBe(before);
});

it("takes a value of another shape than the schema's for what it is, without an error", () => {
  const schema = object({ a: object({ t: token }), l: array(token), r: z.record(string(), token) });
  for (const odd of [
    null,
    1,
    "text",
    [],
    [1],
    { a: 1, l: 2, r: 3 },
    { a: [{ t: "x" }], l: { 0: "x" }, r: ["x"] },
  ])
    expect(() => masked(schema, odd)).not.toThrow();
  expect(hasSecrets(schema)).toBe(true);
  expect(hasSecrets(object({ a: string() }))).toBe(false);
});

describe("a stored payload for people", () => {
  const options = {
    type: "call",
    endpoint: "/api/jobs/call",
    description: "Calls.",
    result: z.unknown(),
    timeoutSeconds: 5,
  } as const;
  const first = strictObject({ key: secret(string()) });
  const job = defineJob({
    ...options,
    payload: versions(first).upcast(strictObject({ token: secret(string()), url: string() }), ({ key }) => ({
      token: key,
      url: "x",
    })),
    replaces: [
      replaced({
        type: "ring",
        payload: strictObject({ pin: secret(string()) }),
        upcast: ({ pin }) => ({ token: pin, url: "x" }),
      }),
    ],
  });

  const of = (type: string, payloadVersion: number, payload: unknown) =>
    maskedPayload(job, { type, payloadVersion, payload });

  it("is masked by the schema of its own version and type", () => {
    expect(of("call", 2, { token: "s3", url: "u" })).toEqual({ token: M, url: "u" });
    expect(of("call", 1, { key: "s3" })).toEqual({ key: M });
    expect(of("ring", 1, { pin: "1234" })).toEqual({ pin: M });
  });

  it("is hidden as a whole where this deploy knows no schema for it", () => {
    const stored = { type: "call", payloadVersion: 3, payload: { token: "s3" } };
    expect(maskedPayload(job, stored)).toBe(HIDDEN);
    expect(maskedPayload(undefined, stored)).toBe(HIDDEN);
    expect(maskedPayload(job, { ...stored, payloadVersion: 0 })).toBe(HIDDEN);
    expect(maskedPayload(job, { ...stored, type: "other" })).toBe(HIDDEN);
    expect(maskedPayload(undefined, { ...stored, payload: null })).toBeNull();
  });
});

describe("texts", () => {
  it("lose a secret in each form in which it may stand: as it is, in JSON, in an address; the longer ones first", () => {
    const hide = hiderOf([array(token), ['p"ss wörd', 'p"ss wörd and more', "abc"]]);
    expect(hide.text('p"ss wörd and more')).toBe(M);
    expect(hide.text(JSON.stringify({ t: 'p"ss wörd' }))).toBe(`{"t":"${M}"}`);
    expect(hide.text(`https://x/?t=${encodeURIComponent('p"ss wörd')}`)).toBe(`https://x/?t=${M}`);
    // Shorter than four characters: it stands in too many other words.
    expect(hide.text("abc")).toBe("abc");
    expect(hide.data({ a: ['p"ss wörd'], 'p"ss wörd': 1 })).toEqual({ a: [M], [M]: 1 });
  });

  it("of the issues of a payload name the secret and quote nothing of it", () => {
    const schema = object({
      token: secret(
        string().refine(() => false, { error: ({ input }) => `no key like ${String(input).slice(0, 4)}…` }),
      ),
      note: string().refine(() => false, { error: ({ input }) => `cannot use "${String(input)}"` }),
      headers: secret(z.record(string(), string())),
    });
    const payload = { token: "sk-12345678", note: "my sk-12345678", headers: { "x-key-abcdef": 7 } };
    const issues = schema.safeParse(payload).error?.issues ?? [];
    const error = payloadMisfit("call", schema, payload, issues);
    expect(JSON.stringify(error.issues) + error.message).not.toMatch(/sk-1|x-key/);
    expect(error.issues.map(({ path }) => path)).toEqual([["token"], ["note"], ["headers"]]);
  });
});
