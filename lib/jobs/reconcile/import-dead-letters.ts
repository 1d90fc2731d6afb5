import { QstashError } from "@upstash/qstash";
import { database } from "@/lib/db/client";
import { describeError } from "@/lib/jobs/describe-error";
import { emit } from "@/lib/jobs/events";
import { currentScan, endScan, keepCursor, type Scan } from "@/lib/jobs/install/dead-letter-scan";
import { giveUpLegs } from "@/lib/jobs/publishing/give-up-legs";
import { type DeadMessage, deadLetters } from "./dead-letters";
import type { Tally } from "./tally";

/** Pages of 100 letters that one pass reads. */
const PAGES_MAX = 5;

/** Letters this much older than the last reading are read again, in milliseconds: clocks differ. */
const OVERLAP_MS = 10 * 60_000;

/**
 * Takes over what QStash gave up and whose failure callback never came, once an hour. QStash being away is no
 * failure of the pass: the reading goes on with the next one.
 */
export async function importDeadLetters(): Promise<Partial<Tally>> {
  const scan = await currentScan(database());
  if (scan === null) return {};
  try {
    return { deadLetters: await read(scan) };
  } catch (error) {
    emit({ name: "step-failed", during: "read the dead letters", error: describeError(error).message });
    // A cursor may have grown too old for QStash.
    if (error instanceof QstashError && scan.cursor !== null) await keepCursor(database(), scan, null);
    return {};
  }
}

async function read(scan: Scan): Promise<number> {
  let { cursor } = scan;
  let moved = 0;
  for (let count = 0; count < PAGES_MAX; count += 1) {
    const page = await deadLetters(cursor);
    const fresh = page.messages.filter((message) => isFresh(message, scan));
    if (fresh.length > 0) moved += await giveUpLegs(fresh);
    cursor = page.cursor;
    if (cursor === null) break;
  }
  if (cursor === null) await endScan(database(), scan);
  else await keepCursor(database(), scan, cursor);
  return moved;
}

/** The id of a letter begins with the time of its death in milliseconds (protocol §2.9). */
function isFresh({ dlqId }: DeadMessage, { untilMs }: Scan): boolean {
  const diedAt = Number(dlqId.split("-", 1)[0]);
  return untilMs === null || Number.isNaN(diedAt) || diedAt >= untilMs - OVERLAP_MS;
}
