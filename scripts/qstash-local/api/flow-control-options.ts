import type { FlowControlOption } from "../engine/delivery-spec";
import { type HeaderMap, headerValue } from "../http/header-map";
import { badRequest } from "../http/http-error";
import { limits } from "../limits";
import { readDurationMs, readPositiveNumber } from "./option-values";

const KEY = "upstash-flow-control-key";
const VALUE = "upstash-flow-control-value";

/** `Upstash-Flow-Control-Key` and `-Value`, which go together. @throws {HttpError} 400. Source: protocol §3.5. */
export function readFlowControl(headers: HeaderMap): FlowControlOption | undefined {
  const [key, value] = [headerValue(headers, KEY), headerValue(headers, VALUE)];
  if (key === undefined && value === undefined) return undefined;
  if (key === undefined) throw badRequest(`${KEY} is missing: ${VALUE} limits the deliveries of a key`);
  if (value === undefined)
    throw badRequest(`${VALUE} is missing: expected parallelism=<n>, rate=<n> or both`);
  return { key, ...readNumbers(value) };
}

function readNumbers(text: string): Omit<FlowControlOption, "key"> {
  const parts = new Map(text.split(",").map((part) => splitPart(part)));
  const read = <Value>(name: string, parse: (name: string, text: string) => Value) => {
    const part = parts.get(name);
    return part === undefined ? undefined : parse(`${name} in ${VALUE}`, part);
  };
  const parallelism = read("parallelism", readPositiveNumber);
  const rate = read("rate", readPositiveNumber);
  const periodMs = read("period", (name, part) => readPeriod(name, readDurationMs(name, part)));
  if (parallelism !== undefined || rate !== undefined) return { parallelism, rate, periodMs };
  throw badRequest(`invalid ${VALUE}: expected parallelism=<n>, rate=<n> or both, came "${text}"`);
}

function splitPart(part: string): [string, string] {
  const [, name, value] = /^\s*(parallelism|rate|period)\s*=\s*(\S+)\s*$/.exec(part) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw badRequest(
    `invalid ${VALUE}: expected parts such as parallelism=5, rate=10, period=1m, came "${part.trim()}"`,
  );
}

/** A period of a rate in milliseconds, held against its bounds. @throws {HttpError} 400. */
export function readPeriod(name: string, periodMs: number): number {
  if (periodMs > 0 && periodMs <= limits.ratePeriodMs) return periodMs;
  throw badRequest(`invalid ${name}: expected more than 0 and at most a week, came ${periodMs / 1000} s`);
}
