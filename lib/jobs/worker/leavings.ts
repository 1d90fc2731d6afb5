import { type Hider, NOTHING_TO_HIDE } from "@/lib/jobs/payloads/hider";
import { toStorable, toStorableText } from "@/lib/jobs/payloads/storable";
import type { Progress } from "@/lib/jobs/transitions/heartbeat";
import type { LogLine } from "@/lib/jobs/transitions/logs";
import type { NewExecution } from "@/lib/jobs/transitions/new-execution";
import { redacted, redactedText } from "@/lib/logger/redact";

/** Lines of one run that are kept. */
const LINES_MAX = 100;

const MESSAGE_CHARS_MAX = 2_000;

/** Of one line, as JSON: a run's lines travel in one statement. */
const FIELDS_CHARS_MAX = 4_000;

/** What a run leaves beside its end: written with its heartbeats and its settlement. */
export type Leavings = {
  readonly messageId: string | null;
  /** Takes the secrets of the payload out of what is kept and logged; knows them once the payload is read. */
  hide: Hider;
  /** The latest that no heartbeat has written. */
  progress: Progress | null;
  /** Lines that no heartbeat has written. */
  logs: readonly LogLine[];
  /** What the handler enqueued; each rejects where a payload does not fit. */
  readonly followUps: Promise<NewExecution>[];
  /** Keeps the first 100 lines of the run, the last of them saying that there were more. */
  log(message: string, fields: Record<string, unknown>): void;
};

export function runLeavings(messageId: string | null): Leavings {
  let count = 0;
  const leavings: Leavings = {
    messageId,
    hide: NOTHING_TO_HIDE,
    progress: null,
    logs: [],
    followUps: [],
    log(message, fields) {
      count += 1;
      if (count > LINES_MAX) return;
      const isLast = count === LINES_MAX;
      const kept = isLast
        ? line(count, "Further lines are not kept here.", {}, NOTHING_TO_HIDE)
        : line(count, leavings.hide.text(message), fields, leavings.hide);
      leavings.logs = [...leavings.logs, kept];
    },
  };
  return leavings;
}

/** Scrubbed as every line of the log is: screens show it. */
function line(number: number, message: string, fields: Record<string, unknown>, hide: Hider): LogLine {
  return {
    line: number,
    at: new Date().toISOString(),
    message: toStorableText(redactedText(message).slice(0, MESSAGE_CHARS_MAX)),
    fields: storableFields(fields, hide),
  };
}

/** Plain data first: what lies about itself is no longer able to once it is JSON. */
function storableFields(fields: Record<string, unknown>, hide: Hider): Record<string, unknown> | null {
  const { json, note } = toStorable(fields);
  if (note !== null) return { omitted: note };
  if (json === null || json === "{}") return null;
  if (json.length > FIELDS_CHARS_MAX)
    return {
      omitted: `The fields were not kept: they have ${json.length} characters of JSON, the limit is ${FIELDS_CHARS_MAX}.`,
    };
  return redacted({ ...Object(hide.data(JSON.parse(json))) });
}
