import { type Level, type LiveEvent, levelOf } from "@/lib/jobs/reading/live-event";
import { colours } from "@/scripts/jobs/kit/colours";
import { isWatched, terminalWidth } from "@/scripts/jobs/kit/output";
import { shortId } from "@/scripts/jobs/kit/status-text";
import { cut, oneLine, tsv } from "@/scripts/jobs/kit/table";

/** An event as one line: for eyes on a terminal, for programs elsewhere. */
export function eventLine(event: LiveEvent): string {
  const { kind, at, type, jobId, run, message, code } = event;
  const level = levelOf(event);
  const iso = new Date(at).toISOString();
  if (!isWatched) return tsv([[iso, level, kind, type, jobId, run, code, message]]);
  const head = `${iso.slice(11, 19)} ${colour(level, kind.padEnd(9))} ${type} ${shortId(jobId)}`;
  const text = oneLine([code, message].filter((part) => part !== null).join(" "));
  const room = terminalWidth() - (9 + 10 + type.length + 12);
  return `${head}  ${cut(text, Math.max(20, room))}`.trimEnd().concat("\n");
}

function colour(level: Level, text: string): string {
  if (level === "error") return colours.red(text);
  return level === "warn" ? colours.yellow(text) : text;
}
