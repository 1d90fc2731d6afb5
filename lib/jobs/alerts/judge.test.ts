import { describe, expect, it } from "vitest";
import { judge } from "./judge";
import { type AlertRule, alertRules } from "./rules";

function defined(found: AlertRule | undefined): AlertRule {
  if (found === undefined) throw new Error("There are default rules.");
  return found;
}

const rule = defined(
  alertRules({
    change: {
      "failure-rate": { above: 10, resolveAt: 5, forSeconds: 60, clearSeconds: 120 },
    },
  })[0],
);

const at = (seconds: number) => new Date(1_000_000_000_000 + seconds * 1000);

/** Judgements of one value after the other, a minute apart, as an episode would go through them. */
function story(values: number[]): string[] {
  let episode: { since: Date; firedAt: Date | null; clearSince: Date | null } | null = null;
  return values.map((value, minute) => {
    const now = at(minute * 60);
    const { judgement, clearSince } = judge(rule, value, episode, now);
    if (judgement === "begin") episode = { since: now, firedAt: null, clearSince: null };
    else if (judgement === "fire") episode = { since: episode?.since ?? now, firedAt: now, clearSince: null };
    else if (judgement === "drop" || judgement === "resolve") episode = null;
    else if (episode !== null) episode = { ...episode, clearSince };
    return judgement;
  });
}

describe("an alert", () => {
  it("fires once, after its time, and resolves once, after its time", () => {
    expect(story([1, 20, 20, 20, 20, 1, 1, 1, 1])).toEqual([
      "nothing",
      "begin",
      "fire",
      "keep",
      "keep",
      "keep",
      "keep",
      "resolve",
      "nothing",
    ]);
  });

  it("does not fire for a moment above", () => {
    expect(story([20, 1, 20, 1])).toEqual(["begin", "drop", "begin", "drop"]);
  });

  it("does not flap between its two limits", () => {
    expect(story([20, 20, 7, 12, 7, 12, 7])).toEqual([
      "begin",
      "fire",
      "keep",
      "keep",
      "keep",
      "keep",
      "keep",
    ]);
  });

  it("begins its time to resolve anew when the value goes up between", () => {
    expect(story([20, 20, 1, 7, 1, 1, 1])).toEqual([
      "begin",
      "fire",
      "keep",
      "keep",
      "keep",
      "keep",
      "resolve",
    ]);
  });

  it("fires at once where it has no time to wait", () => {
    const [quick = rule] = alertRules({ change: { "failure-rate": { above: 10 } } });
    expect(judge(quick, 11, null, at(0)).judgement).toBe("fire");
    expect(judge(quick, 10, null, at(0)).judgement).toBe("nothing");
  });
});

describe("alert rules", () => {
  it("can be changed, left out and added to", () => {
    const rules = alertRules({
      change: { "oldest-wait": { above: 60 }, "dead-letters": false },
      add: [{ id: "mail-failures", measure: "failure-rate", above: 0.01, only: ["send-email"] }],
    });
    expect(rules.find(({ id }) => id === "oldest-wait")).toMatchObject({
      above: 60,
      resolveAt: 48,
      forSeconds: 240,
    });
    expect(rules.map(({ id }) => id)).not.toContain("dead-letters");
    expect(rules.at(-1)).toMatchObject({ id: "mail-failures", windowSeconds: 900 });
  });

  it.each([
    ["a negative limit", { above: -1 }],
    ["a limit to resolve at above the other", { above: 1, resolveAt: 2 }],
    ["a window of a second", { windowSeconds: 1 }],
    ["a time that is no number", { forSeconds: Number.NaN }],
  ])("refuse %s and name the rule", (_, changed) => {
    expect(() => alertRules({ change: { "failure-rate": changed } })).toThrow(/Alert rule "failure-rate": /);
  });

  it("refuse two of one id, and an id that is no name", () => {
    const rule = { measure: "failure-rate", above: 1 } as const;
    expect(() => alertRules({ add: [{ ...rule, id: "failure-rate" }] })).toThrow(/Two alert rules/);
    expect(() => alertRules({ add: [{ ...rule, id: "No Name" }] })).toThrow(/kebab-case/);
  });
});
