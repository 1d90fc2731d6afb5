import { bareAddress } from "./address";
import type { Mail } from "./mail";
import { parseAttachments } from "./parse-attachments";
import { ResendError } from "./resend-error";

const RECIPIENTS_MOST = 50;
const TAG = /^[\w-]{1,256}$/;

/**
 * Reads one mail of a request body.
 *
 * @throws {ResendError} with Resend's status, name and wording for the first field that is wrong.
 */
export function parseMail(body: unknown): Mail {
  const fields = asRecord(body, "The request body must be a JSON object that describes one mail.");
  refuseStoredTemplate(fields);
  return {
    from: sender(fields.from),
    to: addresses(required(fields, "to"), "to"),
    subject: subject(required(fields, "subject")),
    cc: addresses(fields.cc, "cc"),
    bcc: addresses(fields.bcc, "bcc"),
    replyTo: addresses(fields.reply_to, "reply_to"),
    ...contents(fields),
    headers: headers(fields.headers),
    tags: tags(fields.tags),
    attachments: parseAttachments(fields.attachments),
    scheduledAt: text(fields.scheduled_at, "scheduled_at"),
  };
}

function asRecord(value: unknown, message: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid(message);
  return Object.fromEntries(Object.entries(value));
}

function refuseStoredTemplate(fields: Record<string, unknown>): void {
  if (fields.template === undefined || fields.template === null) return;
  throw invalid("Templates stored at Resend are not available here. Send `html` or `text` instead.");
}

function required(fields: Record<string, unknown>, field: string): unknown {
  const value = fields[field];
  if (value === undefined || value === null || value === "") throw missing(`Missing \`${field}\` field.`);
  return value;
}

function sender(value: unknown): string {
  const [from] = addresses(required({ from: value }, "from"), "from");
  return from ?? "";
}

function addresses(value: unknown, field: string): string[] {
  const list = value === undefined || value === null ? [] : [value].flat();
  if (list.length > RECIPIENTS_MOST)
    throw invalid(`The \`${field}\` field takes at most ${RECIPIENTS_MOST} addresses.`);
  return list.map((entry) => address(entry, field));
}

function address(value: unknown, field: string): string {
  if (typeof value === "string" && bareAddress(value) !== null) return value;
  throw invalid(
    `Invalid \`${field}\` field. The email address needs to follow the \`email@example.com\` or ` +
      "`Name <email@example.com>` format.",
  );
}

function subject(value: unknown): string {
  if (typeof value !== "string") throw invalid("Invalid `subject` field. It must be a string.");
  if (/[\r\n]/.test(value)) throw invalid("The `\\n` is not allowed in the `subject` field.");
  return value;
}

function contents(fields: Record<string, unknown>): Pick<Mail, "html" | "text"> {
  const html = text(fields.html, "html");
  const plain = text(fields.text, "text");
  if (html === null && plain === null) throw missing("Missing `html` or `text` field.");
  return { html, text: plain };
}

function text(value: unknown, field: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return value;
  throw invalid(`Invalid \`${field}\` field. It must be a string.`);
}

function headers(value: unknown): Record<string, string> {
  if (value === undefined || value === null) return {};
  const given = asRecord(value, "Invalid `headers` field. It must be an object of strings.");
  return Object.fromEntries(Object.entries(given).map(([name, content]) => [name, header(name, content)]));
}

function header(name: string, value: unknown): string {
  if (typeof value === "string" && !/[\r\n]/.test(name + value)) return value;
  throw invalid("Invalid `headers` field. Names and values must be strings without line breaks.");
}

function tags(value: unknown): Mail["tags"] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid("Invalid `tags` field. It must be an array.");
  return value.map(tag);
}

function tag(value: unknown): Mail["tags"][number] {
  const { name, value: content } = asRecord(
    value,
    "Invalid `tags` field. Each tag has a `name` and a `value`.",
  );
  if (typeof name === "string" && typeof content === "string" && TAG.test(name) && TAG.test(content)) {
    return { name, value: content };
  }
  throw invalid("Tags should only contain ASCII letters, numbers, underscores, or dashes.");
}

function missing(message: string): ResendError {
  return new ResendError("missing_required_field", message);
}

function invalid(message: string): ResendError {
  return new ResendError("validation_error", message);
}
