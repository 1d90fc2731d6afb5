import type { ClockControl, TimeLimit } from "../engine/clock-control";
import { badRequest } from "../http/http-error";
import { parseJson } from "../http/request-body";
import { ok } from "../http/router";
import { readDelayScale, readPositive, readTimePoint, readTimeSpan } from "../time/time-input";
import type { DevCall, DevRoute } from "./dev-call";

/** The verbs of `ClockControl` over HTTP, one path each. Input and answer are JSON; the body may be left out when nothing must be said. */
export const clockRoutes: DevRoute[] = [
  { method: "GET", pattern: "/_dev/clock", handle: ({ service }) => ok(service.clock.state()) },
  {
    method: "GET",
    pattern: "/_dev/clock/idle",
    handle: async ({ service, query }) =>
      ok(await service.clock.untilIdle(limitOf(fieldsOf(Object.fromEntries(query), ["timeout"])))),
  },
  verb("freeze", ["at"], (clock, { at }) =>
    clock.freeze(at === undefined ? undefined : readTimePoint("at", at)),
  ),
  verb("resume", [], (clock) => clock.resume()),
  verb("set", ["to"], (clock, { to }) => clock.set(readTimePoint("to", to))),
  verb("advance", ["by", "to", "timeout"], advance),
  verb("next", ["timeout"], (clock, fields) => clock.next(limitOf(fields))),
  verb("run-due", ["timeout"], (clock, fields) => clock.runDue(limitOf(fields))),
  verb("drain", ["steps", "timeout"], (clock, fields) =>
    clock.drain({
      ...limitOf(fields),
      steps: fields["steps"] === undefined ? undefined : readPositive("steps", fields["steps"]),
    }),
  ),
  verb("scale", ["factor"], (clock, { factor }) => clock.delayScale(readDelayScale("factor", factor))),
  verb("reset", [], (clock) => clock.reset()),
];

type Fields = Readonly<Record<string, unknown>>;

function verb(
  name: string,
  known: readonly string[],
  act: (clock: ClockControl, fields: Fields) => Promise<object>,
): DevRoute {
  return {
    method: "POST",
    pattern: `/_dev/clock/${name}`,
    handle: async (call: DevCall) =>
      ok(await act(call.service.clock, fieldsOf(parseJson(await call.body()) ?? {}, known))),
  };
}

/** A misspelt field must not look as if it had been heard. */
function fieldsOf(input: unknown, known: readonly string[]): Fields {
  if (typeof input !== "object" || input === null || Array.isArray(input))
    throw badRequest(`invalid body: expected a JSON object with ${listOf(known)}`);
  const unknown = Object.keys(input).find((name) => !known.includes(name));
  if (unknown === undefined) return { ...input };
  throw badRequest(`unknown field "${unknown}": expected ${listOf(known)}`);
}

function listOf(known: readonly string[]): string {
  return known.length > 0 ? known.join(", ") : "no field at all";
}

function advance(clock: ClockControl, { by, to, ...fields }: Fields): Promise<object> {
  if ((by === undefined) === (to === undefined))
    throw badRequest('expected either by, such as {"by": "30m"}, or to, such as {"to": 1767268800000}');
  if (to === undefined) return clock.advance(readTimeSpan("by", by), limitOf(fields));
  return clock.advanceTo(readTimePoint("to", to), limitOf(fields));
}

function limitOf({ timeout }: Fields): TimeLimit {
  return timeout === undefined ? {} : { timeout: readTimeSpan("timeout", timeout) };
}
