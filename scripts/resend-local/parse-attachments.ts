import type { Mail } from "./mail";
import { ResendError } from "./resend-error";

type Attachment = Mail["attachments"][number];

/** Keeps name, type and size of each attachment, not its content. @throws {ResendError} `invalid_attachment`. */
export function parseAttachments(value: unknown): Attachment[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value))
    throw new ResendError("invalid_attachment", "The `attachments` field must be an array.");
  return value.map(parseAttachment);
}

function parseAttachment(value: unknown): Attachment {
  const fields: Record<string, unknown> = typeof value === "object" && value !== null ? { ...value } : {};
  if (typeof fields.content !== "string" && typeof fields.path !== "string") {
    throw new ResendError("invalid_attachment", "Attachment must have either a `content` or `path`.");
  }
  return {
    filename: typeof fields.filename === "string" ? fields.filename : "attachment",
    contentType: typeof fields.content_type === "string" ? fields.content_type : null,
    bytes: typeof fields.content === "string" ? Buffer.byteLength(fields.content, "base64") : null,
  };
}
