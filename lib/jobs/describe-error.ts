import { withoutValues } from "@/lib/db/without-values";
import { type Hider, NOTHING_TO_HIDE } from "@/lib/jobs/payloads/hider";
import { toStorableText } from "@/lib/jobs/payloads/storable";
import { redactedText } from "@/lib/logger/redact";
import { fingerprintOf } from "./fingerprint";

const MESSAGE_CHARS_MAX = 2_000;
const STACK_CHARS_MAX = 8_000;

/** What is kept of whatever a handler threw. Scrubbed: rows and screens show it. */
export type ErrorDescription = {
  name: string;
  message: string;
  code: string | null;
  stack: string | null;
  httpStatus: number | null;
  /** The same for every error of one cause. */
  fingerprint: string;
};

/** Describes anything that can be thrown, also what lies about itself, without what `hide` hides. Never throws. */
export function describeError(caught: unknown, hide: Hider = NOTHING_TO_HIDE): ErrorDescription {
  const text = textThrough(hide);
  const thrown = withoutValues(caught);
  const name = text(() => (thrown instanceof Error ? thrown.name : typeof thrown), 100) || "Error";
  const message = text(
    () => (thrown instanceof Error ? thrown.message : inspected(thrown)),
    MESSAGE_CHARS_MAX,
  );
  const stack = text(() => property(thrown, "stack"), STACK_CHARS_MAX) || null;
  return {
    name,
    message: message || "(no message)",
    code: text(() => property(thrown, "code"), 100) || null,
    stack,
    httpStatus: httpStatus(thrown),
    fingerprint: fingerprintOf({ name, message, stack }),
  };
}

/** An error that nobody threw: the engine found it. */
export function ownError(name: string, code: string, message: string): ErrorDescription {
  const fingerprint = fingerprintOf({ name, message, stack: null });
  return { name, message, code, stack: null, httpStatus: null, fingerprint };
}

function inspected(thrown: unknown): unknown {
  if (typeof thrown === "string") return thrown;
  return JSON.stringify(thrown) ?? String(thrown);
}

/** Reads through `read`, since a getter of a hostile value may throw. Hides before it cuts: half a secret is one too. */
function textThrough(hide: Hider): (read: () => unknown, charsMax: number) => string {
  return (read, charsMax) => {
    try {
      const value = read();
      if (typeof value !== "string" && typeof value !== "number") return "";
      const said = hide.text(String(value)).slice(0, charsMax * 2);
      return toStorableText(redactedText(said)).slice(0, charsMax);
    } catch {
      return "";
    }
  };
}

function httpStatus(thrown: unknown): number | null {
  try {
    const status = Number(property(thrown, "statusCode") ?? property(thrown, "status"));
    return Number.isInteger(status) && status >= 100 && status <= 599 ? status : null;
  } catch {
    return null;
  }
}

function property(thrown: unknown, name: string): unknown {
  if (typeof thrown !== "object" || thrown === null) return undefined;
  const value: unknown = Reflect.get(thrown, name);
  return value;
}
