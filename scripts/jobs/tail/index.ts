import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "@/lib/db/database";
import { LEVELS, type Level, type LiveEvent, levelOf } from "@/lib/jobs/reading/live-event";
import { type EventFilter, readEvents } from "@/lib/jobs/reading/read-events";
import { usageError } from "@/scripts/jobs/kit/command-error";
import { EXIT } from "@/scripts/jobs/kit/exit-code";
import { inDatabase } from "@/scripts/jobs/kit/in-database";
import { say, tell } from "@/scripts/jobs/kit/output";
import { readNumber, SELECTION, toFilter } from "@/scripts/jobs/kit/selection";
import { defineVerb } from "@/scripts/jobs/kit/verb";
import { whileWaiting } from "@/scripts/jobs/kit/while-waiting";
import { eventLine } from "./event-line";
import { reader } from "./reader";

const POLL_MS = 1_000;

/** `pnpm jobs:tail` */
export const verb = defineVerb({
  name: "tail",
  takes: "",
  about: `what happens to jobs, as it happens: new ones, runs that begin, lines of ctx.log, retries, ends.

Looks once a second, until Ctrl-C; then it says where to go on with --cursor. A line on a terminal; elsewhere
tabs between time, level, event, type, id, run, code and message; with --json an object in each line.`,
  options: {
    type: SELECTION.type,
    organization: SELECTION.organization,
    level: { type: "string", value: "LEVEL", says: `${LEVELS.join(", ")}: nothing that matters less` },
    cursor: { type: "string", value: "TIME", says: "go on from there instead of from now" },
  },
  exits: "1 failed; 130 Ctrl-C",
  needs: "environment",
  async run({ values: { type, organization, level, cursor, json = false } }) {
    const least = readLevel(level);
    const filter = {
      types: toFilter(type === undefined ? {} : { type }, "tail").types,
      organizationId: readNumber("organization", organization, "tail"),
    };
    const from = readCursor(cursor);
    const print = (event: LiveEvent) =>
      say(json ? `${JSON.stringify(withLevel(event))}\n` : eventLine(event));
    await inDatabase((db) => watch(db, { filter, from, least }, print));
    return EXIT.interrupted;
  },
});

type Watched = { filter: EventFilter; from: string | null; least: Level };

/** Prints until somebody presses Ctrl-C; says where to go on, also when the database went away. */
async function watch(
  db: Database,
  { filter, from, least }: Watched,
  print: (event: LiveEvent) => void,
): Promise<void> {
  const events = reader(from ?? (await readEvents(db, null)).readTo);
  tell(`  watching from ${events.from}; Ctrl-C ends it\n`);
  try {
    await whileWaiting(async (signal) => {
      while (!signal.aborted) {
        const page = await readEvents(db, events.from, filter);
        for (const event of events.take(page)) {
          if (LEVELS.indexOf(levelOf(event)) >= LEVELS.indexOf(least)) print(event);
        }
        if (!page.isFull) await sleep(POLL_MS, undefined, { signal });
      }
    });
  } finally {
    tell(`  go on: pnpm jobs:tail --cursor ${events.place}\n`);
  }
}

function withLevel(event: LiveEvent) {
  return { ...event, level: levelOf(event) };
}

function readLevel(text: string | undefined): Level {
  if (text === undefined) return "info";
  const level = LEVELS.find((each) => each === text);
  if (level !== undefined) return level;
  throw usageError(`--level ${text} is no level`, `there are ${LEVELS.join(", ")}`, "tail");
}

function readCursor(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (/^\d{4}-\d\d-\d\dT[\d:.]+([+-][\d:]+|Z)$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw usageError(
    `--cursor ${text} is no place`,
    "it takes what the last jobs:tail said when it ended",
    "tail",
  );
}
