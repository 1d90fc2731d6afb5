import { readFileSync } from "node:fs";
import { notFound } from "../http/http-error";
import { fileAnswer, type PageAnswer } from "./page-answer";

const SCRIPT = "text/javascript; charset=utf-8";

const TYPES: Record<string, string> = {
  "page.css": "text/css; charset=utf-8",
  "page.js": SCRIPT,
  "live.js": SCRIPT,
  "morph.js": SCRIPT,
  "countdown.js": SCRIPT,
  "wait-in-words.js": SCRIPT,
  "icon.svg": "image/svg+xml",
};

/** One of the files that the page loads, all from the folder `assets`. @throws {HttpError} 404 for any other name. */
export function asset(name: string): PageAnswer {
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (type === undefined) throw notFound(`no such file: ${name}`);
  return fileAnswer(type, readFileSync(new URL(`./assets/${name}`, import.meta.url)));
}
