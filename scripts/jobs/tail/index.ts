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
import { unseen } from "./unseen";

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
    const place = await inDatabase((db) => watch(db, { filter, from, least }, print));
    tell(`  go on: pnpm jobs:tail --cursor ${place}\n`);
    return EXIT.interrupted;
  },
});

type Watched = { filter: EventFilter; from: string | null; least: Level };

/** Prints until somebody presses Ctrl-C. @returns how far it has read. */
async function watch(
  db: Database,
  { filter, from, least }: Watched,
  print: (event: LiveEvent) => void,
): Promise<string> {
  const news = unseen();
  let place = from ?? (await readEvents(db, null)).readTo;
  const begin = place;
  tell(`  watching from ${place}; Ctrl-C ends it\n`);
  await whileWaiting(async (signal) => {
    while (!signal.aborted) {
      const { events, readTo } = await readEvents(db, news.from(begin, place), filter);
      for (const event of news.of(events)) {
        if (LEVELS.indexOf(levelOf(event)) >= LEVELS.indexOf(least)) print(event);
      }
      place = readTo;
      await sleep(POLL_MS, undefined, { signal });
    }
  });
  return place;
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
