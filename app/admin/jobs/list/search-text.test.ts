import { describe, expect, it } from "vitest";
import { z } from "zod";
import { sendEmail } from "@/lib/emails/jobs";
import { defineJob } from "@/lib/jobs/define";
import { createRegistry } from "@/lib/jobs/registry";
import { secret } from "@/lib/jobs/secret";
import { readQuery } from "./read-query";
import { readSearch, writeSearch } from "./search-text";
import { momentOf, type Terms } from "./terms";

const NOW = Date.parse("2026-11-28T12:00:00Z");
const keepCodes = defineJob({
  type: "keep-codes",
  endpoint: "/api/jobs/keep-codes",
  description: "Keeps codes",
  payload: z.strictObject({
    codes: z.array(secret(z.string())),
    byYear: z.record(z.string(), secret(z.string())),
    pair: z.tuple([z.string(), secret(z.string())]),
    names: z.array(z.string()),
  }),
  result: z.null(),
  timeoutSeconds: 60,
});
const registry = createRegistry([sendEmail, keepCodes]);

const search = (payload: string, type?: string) =>
  readQuery({ payload, ...(type === undefined ? {} : { type }) }, registry, NOW).filter.payloadAt;

describe("what is typed into the search field", () => {
  it("is read as terms, values with spaces in quotes, and words", () => {
    expect(readSearch('type:send-email status:failed,timeout error:"too many" 429 since:2h')).toEqual({
      terms: { type: "send-email", status: "failed,timeout", error: "too many", since: "2h" },
      words: "429",
      objections: [],
    });
  });

  it("is written back as it would be typed", () => {
    const terms: Terms = { status: "open", error: "connect ECONNREFUSED 10.0.0.7:443", since: "2026-11-01" };
    expect(readSearch(writeSearch(terms)).terms).toEqual(terms);
  });

  it("that cannot be meant is said to be so, and what would fit", () => {
    const { terms, objections } = readSearch("status:broken colour:red since:yesterday user:ada");
    expect(terms).toEqual({});
    expect(objections).toEqual([
      '"status:broken" does not fit: status takes one or more of pending, processing, retrying, waiting, completed, failed, timeout, cancelled, open.',
      expect.stringContaining('there is no "colour:". There are status: type:'),
      '"since:yesterday" does not fit: since takes a time such as 30m, 2h, 7d or 2026-11-28.',
      '"user:ada" does not fit: user takes the number of a person.',
    ]);
  });

  it("is read to its first thousand characters", () => {
    expect(readSearch("a".repeat(1_000_000)).words).toHaveLength(1_000);
  });
});

describe("the address of a list", () => {
  it("becomes a filter; what does not fit is left out and named", () => {
    const { filter, terms, objections } = readQuery(
      { status: "open", organization: "7", since: "2h", user: "x", type: ["a", "b"], other: "ignored" },
      registry,
      NOW,
    );
    expect(terms).toEqual({ status: "open", organization: "7", since: "2h" });
    expect(filter).toMatchObject({
      statuses: ["pending", "processing", "retrying", "waiting"],
      organizationId: 7,
      createdFrom: "2026-11-28T10:00:00.000Z",
    });
    expect(objections).toEqual([
      '"type" is there twice.',
      '"user:x" does not fit: user takes the number of a person.',
    ]);
  });

  it("searches payloads in fields that hold no secret only, since whoever can search a secret can guess it", () => {
    expect(search("to=ada@example.test", "send-email")).toEqual({ path: ["to"], value: "ada@example.test" });
    expect(search("data.resetUrl=https://x", "send-email")).toBeUndefined();
    expect(search("to=ada@example.test")).toBeUndefined();
    expect(search("to=ada@example.test", "unknown-type")).toBeUndefined();
  });

  it.each([
    "codes.0",
    "codes.-1",
    "codes. 0",
    "codes.+0",
    "byYear.2026",
    "byYear.x",
    "pair.1",
    "pair.-1",
    "pair.1000",
  ])("searches no secret by its place: %s", (path) => {
    expect(search(`${path}=123456`, "keep-codes")).toBeUndefined();
  });

  it("searches what is no secret by its place", () => {
    for (const path of ["names.0", "names.12", "pair.0"])
      expect(search(`${path}=ada`, "keep-codes")?.path).toEqual(path.split("."));
  });

  it.each(["type", "schedule", "key", "code", "error"] as const)(
    "takes no %s that Postgres cannot hold",
    (name) => {
      const { terms, objections } = readQuery({ [name]: "a\u0000b" }, registry, NOW);
      expect([terms, objections.length]).toEqual([{}, 1]);
      expect(search("to=a\u0000b", "send-email")).toBeUndefined();
    },
  );

  it.each(["0000-01-01", "0000-01-01T00:00:00+14:00", "9999-12-31T23:00:00-14:00", "1969-12-31"])(
    "takes no time that Postgres cannot hold: %s",
    (since) => {
      expect(readQuery({ since }, registry, NOW).objections).toHaveLength(1);
    },
  );

  it("takes times that are ago, days and moments", () => {
    expect(momentOf("30m", NOW)).toBe("2026-11-28T11:30:00.000Z");
    expect(momentOf("7d", NOW)).toBe("2026-11-21T12:00:00.000Z");
    expect(momentOf("2026-11-01", NOW)).toBe("2026-11-01T00:00:00.000Z");
    expect(momentOf("2026-11-01T10:00", NOW)).toBe("2026-11-01T10:00:00.000Z");
    expect(momentOf("2026-11-01T10:00:00+02:00", NOW)).toBe("2026-11-01T08:00:00.000Z");
  });
});
