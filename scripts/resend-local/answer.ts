import { ResendError } from "./resend-error";

/** What goes back to the client; `cut` ends the connection and `hang` keeps it without a word. */
export type Answer =
  | { kind: "content"; status: number; headers: Record<string, string>; body: string }
  | { kind: "cut" }
  | { kind: "hang" };

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  const type = { "content-type": "application/json; charset=utf-8" };
  return { kind: "content", status, headers: { ...type, ...headers }, body: JSON.stringify(body) };
}

export function html(status: number, body: string, headers: Record<string, string> = {}): Answer {
  const type = { "content-type": "text/html; charset=utf-8" };
  return { kind: "content", status, headers: { ...type, ...headers }, body };
}

/** Resend's shape for every error; anything unforeseen is its 500. */
export function errorAnswer(error: unknown): Answer {
  const { statusCode, name, message, headers } =
    error instanceof ResendError
      ? error
      : new ResendError("application_error", `resend-local: ${String(error)}`);
  return json(statusCode, { statusCode, name, message }, headers);
}
