import { setTimeout as wait } from "node:timers/promises";
import type { connect } from "@/lib/db/client";
import { seeded } from "@/scripts/proof/seeded";
import { unsoundRows } from "@/tests/helpers/rows";
import { loseAnswers } from "./ambiguous";
import { cutMoves } from "./cut";
import { deedsOfPeople } from "./deeds";
import type { Driver } from "./drivers";
import { halfTransactions } from "./halves";
import { killBackends, leaveHalfOpen } from "./kills";
import { type Load, live } from "./lives";
import { movesOfTheEngine } from "./moves";
import { QUERY_SECONDS, type Stage, setStage } from "./stage";
import { startWatch, type Watch } from "./watch";

const POOL_MAX = 20;
/** More than connections: some always wait for one. */
const WORKERS = 28;
/** After this a query counts as one that never settles. */
const SETTLE_WITHIN_MS = 20_000;

export type Outcome = {
  ok: boolean;
  driver: Driver;
  seed: number;
  kills: number;
  queries: number;
  neverSettled: number;
  uncaught: number;
  halfTransactions: number;
  unsoundRows: number;
  /** While backends were killed and the server restarted. */
  slowestSettleMs: number;
  /** While connections were half-open: bounded by the query timeout. */
  slowestHalfOpenMs: number;
  /** Verbs whose commit was cut off from its answer, and that were right when they were repeated. */
  ambiguousCommits: number;
  wrong: string[];
};

type Options = { kills: number; seed: number; note: (line: string) => void };

/** Runs the engine's verbs on one driver while its connections die in every way, and tells what came of it. */
export async function proveDriver(driver: Driver, open: typeof connect, options: Options): Promise<Outcome> {
  const stage = await setStage(open, POOL_MAX);
  const watch = startWatch();
  try {
    return await prove(driver, stage, watch, options);
  } finally {
    watch.stop();
    await stage.stop();
  }
}

async function prove(
  driver: Driver,
  stage: Stage,
  watch: Watch,
  { kills, seed, note }: Options,
): Promise<Outcome> {
  const load = startLoad(stage, watch, seed);
  const killed = await killBackends(stage, kills, seeded(seed + 1));
  const slowestSettleMs = watch.seen().slowestMs;
  note(`${killed} backends killed, one immediate restart; slowest answer ${slowestSettleMs} ms`);
  await leaveHalfOpen(stage, QUERY_SECONDS * 1000);
  await wait(500);
  await load.end();
  const neverSettled = await watch.unsettled(SETTLE_WITHIN_MS);
  stage.gate.thaw();
  const slowestHalfOpenMs = watch.seen().slowestMs;
  note(`connections left half-open; slowest answer ${slowestHalfOpenMs} ms`);
  const found = await loseAnswers(stage, watch);
  const moved = await cutMoves(stage, watch, { ...movesOfTheEngine(stage), ...deedsOfPeople(stage) });
  const { queries, uncaught, wrongs } = watch.seen();
  const left = {
    halfTransactions: await halfTransactions(stage.seen),
    unsoundRows: (await unsoundRows(stage.seen)).length,
  };
  const bad = [neverSettled, uncaught, wrongs.length, ...Object.values(left)];
  return {
    ok: bad.every((count) => count === 0),
    driver,
    seed,
    kills: killed,
    queries,
    neverSettled,
    uncaught,
    ...left,
    slowestSettleMs,
    slowestHalfOpenMs,
    ambiguousCommits: found + moved,
    wrong: wrongs.slice(0, 10),
  };
}

function startLoad({ db }: Stage, watch: Watch, seed: number): { end(): Promise<void> } {
  let isOver = false;
  const workers = Array.from({ length: WORKERS }, (_, n) =>
    work({ db, watch, random: seeded(seed * 1000 + n), isOver: () => isOver }),
  );
  return {
    async end() {
      isOver = true;
      await Promise.race([Promise.all(workers), wait(SETTLE_WITHIN_MS)]);
    },
  };
}

async function work(load: Load): Promise<void> {
  while (!load.isOver()) await live(load);
}
