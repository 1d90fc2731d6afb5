import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { notFound } from "../http/http-error";
import { fileAnswer, type PageAnswer } from "./page-answer";

/** In the order a document loads them. */
export const STYLE_SHEETS = [
  "base.css",
  "frame.css",
  "parts.css",
  "forms.css",
  "tables.css",
  "message.css",
] as const;

const OTHERS = ["page.js", "live.js", "morph.js", "countdown.js", "wait-in-words.js", "icon.svg"];

const FILES: ReadonlySet<string> = new Set([...STYLE_SHEETS, ...OTHERS]);

const TYPES = new Map([
  [".css", "text/css; charset=utf-8"],
  [".js", "text/javascript; charset=utf-8"],
  [".svg", "image/svg+xml"],
]);

/** One of the files that the page loads, all from the folder `assets`. @throws {HttpError} 404 for any other name. */
export function asset(name: string): PageAnswer {
  const type = TYPES.get(extname(name));
  if (!FILES.has(name) || type === undefined) throw notFound(`no such file: ${name}`);
  return fileAnswer(type, readFileSync(new URL(`./assets/${name}`, import.meta.url)));
}
