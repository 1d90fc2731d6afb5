import { isUtf8 } from "node:buffer";
import { messageOf } from "./find-message";
import { type Markup, markup } from "./markup";
import { type PageAnswer, plainAnswer } from "./page-answer";
import type { ScreenCall } from "./page-call";
import { shownRequest } from "./shown-request";

const SHOWN_BYTES = 32 * 1024;

/** A body as a person wants to read it: JSON with indents, other text as it is, bytes as hex. */
export function bodyBlock(beginning: Buffer, bytes: number, whole?: string): Markup {
  if (bytes === 0) return markup`<p class="quiet">No body.</p>`;
  const shown = beginning.subarray(0, SHOWN_BYTES);
  return markup`<pre tabindex="0">${readable(shown)}</pre>${
    shown.length < bytes
      ? markup`<p class="quiet">The first ${sizeInWords(shown.length)} of ${sizeInWords(bytes)}.${whole ? markup` <a href="${whole}">All of it</a>` : null}</p>`
      : null
  }`;
}

/** `GET /messages/:id/body`: all of it, as plain text. */
export function bodyOfMessage(call: ScreenCall): PageAnswer {
  return plainAnswer(shownRequest(messageOf(call).spec).body);
}

function readable(body: Buffer): string {
  if (!isText(body)) return hex(body);
  const text = body.toString();
  return asJson(text) ?? text;
}

/** A cut may have split the last character; that does not make it binary. */
function isText(body: Buffer): boolean {
  return [0, 1, 2, 3].some((cut) => isUtf8(body.subarray(0, body.length - cut))) && !body.includes(0);
}

function asJson(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return undefined;
  }
}

const HEX_BYTES = 512;

function hex(body: Buffer): string {
  const lines: string[] = [];
  for (let at = 0; at < Math.min(body.length, HEX_BYTES); at += 16) {
    const row = body.subarray(at, at + 16);
    lines.push(`${at.toString(16).padStart(4, "0")}  ${row.toString("hex").replace(/(..)/g, "$1 ")}`);
  }
  return lines.join("\n") + (body.length > HEX_BYTES ? "\n…" : "");
}

function sizeInWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
