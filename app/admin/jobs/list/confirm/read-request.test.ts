import { describe, expect, it } from "vitest";
import { sendEmail } from "@/lib/emails/jobs";
import { createRegistry } from "@/lib/jobs/registry";
import { askedAt, readRequest } from "./read-request";

const NOW = Date.parse("2026-11-28T12:00:00Z");
const registry = createRegistry([sendEmail]);

describe("what is confirmed", () => {
  it("are the jobs that were counted, however long somebody thinks about it", () => {
    const given = { do: "cancel", all: "1", until: "2h" };
    const shown = readRequest(given, registry, NOW);
    const sent = readRequest(given, registry, askedAt(String(NOW), NOW + 600_000));
    expect(sent).toEqual(shown);
  });

  it("is of now where the page is older than a day, or tells no time or one to come", () => {
    for (const told of ["", "x", String(NOW + 1), String(NOW - 86_400_000), "1.5"])
      expect(askedAt(told, NOW)).toBe(NOW);
  });
});
