/** What goes back to a browser. */
export type PageAnswer = { status: number; headers: Record<string, string>; body: string | Buffer };

// Nothing is loaded from anywhere else, no script or style stands in a document, and no other page may frame this one.
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const ALWAYS = {
  "Cache-Control": "no-store",
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
};

/** A document. Not `no-referrer`: with it, a browser would send the forms with `Origin: null`, which is refused. */
export function htmlAnswer(status: number, body: string): PageAnswer {
  const headers = {
    ...ALWAYS,
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
  };
  return { status, headers, body };
}

/** A style sheet, a script or a picture of our own. */
export function fileAnswer(contentType: string, body: Buffer): PageAnswer {
  return { status: 200, headers: { ...ALWAYS, "Content-Type": contentType }, body };
}

/** Bytes of a stranger: shown as plain text, whatever they are. */
export function plainAnswer(body: Buffer): PageAnswer {
  const headers = {
    ...ALWAYS,
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Security-Policy": "sandbox; default-src 'none'",
  };
  return { status: 200, headers, body };
}

/** A value for our own script. */
export function jsonAnswer(value: object): PageAnswer {
  const headers = { ...ALWAYS, "Content-Type": "application/json" };
  return { status: 200, headers, body: JSON.stringify(value) };
}

/** After a form: look there. */
export function seeOther(location: string): PageAnswer {
  return { status: 303, headers: { ...ALWAYS, Location: location }, body: "" };
}
