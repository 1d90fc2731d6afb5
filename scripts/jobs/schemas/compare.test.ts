import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineJob, replaced, versions } from "@/lib/jobs/define";
import { createRegistry } from "@/lib/jobs/registry";
import { retireJob } from "@/lib/jobs/retired-types";
import { findings } from "./compare";
import { snapshotOf } from "./snapshot";

const options = {
  type: "letter",
  endpoint: "/api/jobs/letter",
  description: "Writes a letter.",
  result: z.strictObject({ sent: z.number() }),
  timeoutSeconds: 5,
} as const;
const first = z.strictObject({ to: z.string() });
const second = z.strictObject({ email: z.string() });
const lifted = versions(first).upcast(second, ({ to }) => ({ email: to }));

const before = snapshotOf(createRegistry([defineJob({ ...options, payload: first })]));
const after = snapshotOf(createRegistry([defineJob({ ...options, payload: lifted })]));

function found(...given: Parameters<typeof createRegistry>) {
  return findings(before, snapshotOf(createRegistry(...given)));
}

describe("a registry compared with the snapshot", () => {
  it("breaks where a payload changed without a version, and says which field and what to do", () => {
    expect(found([defineJob({ ...options, payload: second })])).toMatchObject([
      {
        type: "letter",
        kind: "breaking",
        what: [
          "payload version 1: to is gone, and unknown fields are refused",
          "payload version 1: email is new and required: what is stored lacks it",
        ],
        advice: expect.stringContaining("Make it version 2: versions(<the schema before>).upcast("),
      },
    ]);
  });

  it("is sound with a version step, with a version that has no step, and as it was", () => {
    expect(found([defineJob({ ...options, payload: lifted })])).toEqual([]);
    expect(found([defineJob({ ...options, payload: versions(second, { first: 2 }) })])).toMatchObject([
      { kind: "note", what: ["payload version 1 is not known any more"] },
    ]);
    expect(found([defineJob({ ...options, payload: first })])).toEqual([]);
  });

  it("breaks where the schema of an earlier version was changed, or a version fell", () => {
    const changed = versions(z.strictObject({ to: z.email() })).upcast(second, ({ to }) => ({ email: to }));
    const now = snapshotOf(createRegistry([defineJob({ ...options, payload: changed })]));
    expect(findings(after, now)).toMatchObject([
      {
        kind: "breaking",
        advice: expect.stringContaining("Rows of version 1 were written with the schema as it was"),
      },
    ]);
    expect(findings(after, before)).toMatchObject([
      { kind: "breaking", what: [expect.stringContaining("had version 2")] },
    ]);
  });

  it("notes what older instances refuse while a deploy rolls out", () => {
    const wider = z.strictObject({ to: z.string(), copies: z.number().optional() });
    expect(found([defineJob({ ...options, payload: wider })])).toMatchObject([
      { kind: "note", advice: expect.stringContaining("Instances of the deploy before refuse") },
    ]);
  });

  it("breaks where stored results no longer fit", () => {
    const result = z.strictObject({ sent: z.number(), at: z.string() });
    expect(found([defineJob({ ...options, payload: first, result })])).toMatchObject([
      { kind: "breaking", what: ["result: at is new and required: what is stored lacks it"] },
    ]);
  });

  it("breaks where a type is gone, unless it left a tombstone or another job replaces it", () => {
    expect(found([])).toMatchObject([
      { kind: "breaking", advice: expect.stringContaining('type: "letter"') },
    ]);
    expect(found([], [retireJob({ type: "letter", because: "Nobody writes letters." })])).toEqual([]);
    const other = { ...options, type: "mail", endpoint: "/api/jobs/mail" } as const;
    const replaces = [replaced({ type: "letter", payload: first, upcast: ({ to }) => ({ email: to }) })];
    expect(found([defineJob({ ...other, payload: second, replaces })])).toEqual([]);
    const worse = [
      replaced({
        type: "letter",
        payload: z.strictObject({ to: z.email() }),
        upcast: ({ to }) => ({ email: to }),
      }),
    ];
    expect(found([defineJob({ ...other, payload: second, replaces: worse })])).toMatchObject([
      { kind: "breaking" },
    ]);
  });
});
