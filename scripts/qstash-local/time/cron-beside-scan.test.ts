import { Cron } from "croner";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { parseCron } from "./cron";

// The plainest way to know when a cron fires: look at every minute. It is compared with what the server computes, and
// that with croner asked directly, for random expressions, zones and times.

const MINUTE = 60_000;
const DAY = 1440;

/** One field: its text, and which numbers it means. */
type Field = { text: string; has(value: number): boolean };

const all: Field = { text: "*", has: () => true };

function field(min: number, max: number): fc.Arbitrary<Field> {
  const value = fc.integer({ min, max });
  const single = value.map((only): Field => ({ text: String(only), has: (at) => at === only }));
  const range = fc.tuple(value, value, fc.integer({ min: 1, max: 6 })).map(([a, b, step]): Field => {
    const [from, to] = [Math.min(a, b), Math.max(a, b)];
    const has = (at: number) => at >= from && at <= to && (at - from) % step === 0;
    return { text: step === 1 ? `${from}-${to}` : `${from}-${to}/${step}`, has };
  });
  const step = fc.integer({ min: 2, max: Math.min(20, max - min) }).map(
    (by): Field => ({
      text: `*/${by}`,
      has: (at) => (at - min) % by === 0,
    }),
  );
  const list = fc.array(fc.oneof(single, range), { minLength: 2, maxLength: 4 }).map(
    (parts): Field => ({
      text: parts.map(({ text }) => text).join(","),
      has: (at) => parts.some((part) => part.has(at)),
    }),
  );
  return fc.oneof(fc.constant(all), single, range, step, list);
}

// Days up to 28 and every month in which they are: a match is never further away than a few weeks.
const expression = fc.record({
  minute: field(0, 59),
  hour: field(0, 23),
  day: fc.oneof({ weight: 2, arbitrary: fc.constant(all) }, { weight: 1, arbitrary: field(1, 28) }),
  weekday: fc.oneof({ weight: 2, arbitrary: fc.constant(all) }, { weight: 1, arbitrary: field(0, 6) }),
});
type Expression = { [name in "minute" | "hour" | "day" | "weekday"]: Field };

const zone = fc.constantFrom(
  "Etc/UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/St_Johns",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Pacific/Marquesas",
);
const time = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2030, 0) });

it("a cron fires at the first minute whose fields all match, in its zone", () => {
  const scanned = fc.property(expression, zone, time, (wanted, zone, after) => {
    const expected = firstMatch(wanted, zone, after);
    // Where the zone's clock was changed on the way, plain arithmetic does not know the answer.
    fc.pre(expected !== undefined);
    expect(parseCron(`CRON_TZ=${zone} ${textOf(wanted)}`).nextAfter(after)).toBe(expected);
  });
  fc.assert(scanned, { numRuns: 300 });
});

it("it fires when croner says so, clock changes included", () => {
  const compared = fc.property(expression, zone, time, (wanted, timezone, after) => {
    const croner = new Cron(textOf(wanted), { timezone, paused: true });
    const spec = parseCron(`CRON_TZ=${timezone}   ${textOf(wanted).replaceAll(" ", "  ")} `);
    expect(spec.nextAfter(after)).toBe(croner.nextRun(new Date(after))?.getTime());
  });
  fc.assert(compared, { numRuns: 300 });
});

it("the next firing after a firing is later, on a whole minute", () => {
  const later = fc.property(expression, zone, time, (wanted, zone, after) => {
    const spec = parseCron(`CRON_TZ=${zone} ${textOf(wanted)}`);
    const first = spec.nextAfter(after) ?? Number.NaN;
    expect(first).toBeGreaterThan(after);
    expect(spec.nextAfter(first)).toBeGreaterThan(first);
    expect(first % MINUTE).toBe(0);
  });
  fc.assert(later);
});

function textOf({ minute, hour, day, weekday }: Expression): string {
  return `${minute.text} ${hour.text} ${day.text} * ${weekday.text}`;
}

function firstMatch(wanted: Expression, zone: string, after: number): number | undefined {
  const offset = offsetMinutes(zone, after);
  const start = Math.floor(after / MINUTE) + 1;
  for (let minute = start; minute < start + 70 * DAY; minute += 1) {
    if (!matches(wanted, new Date((minute + offset) * MINUTE))) continue;
    return offsetMinutes(zone, minute * MINUTE) === offset ? minute * MINUTE : undefined;
  }
  return undefined;
}

/** When both days are restricted, one of them suffices: so it is with cron. */
function matches({ minute, hour, day, weekday }: Expression, local: Date): boolean {
  if (!minute.has(local.getUTCMinutes()) || !hour.has(local.getUTCHours())) return false;
  const [byDay, byWeekday] = [day.has(local.getUTCDate()), weekday.has(local.getUTCDay())];
  return day === all || weekday === all ? byDay && byWeekday : byDay || byWeekday;
}

/** Minutes that the zone's clocks are ahead of UTC. */
function offsetMinutes(zone: string, time: number): number {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(
    time,
  );
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours, minutes] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
}
