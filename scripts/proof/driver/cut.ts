import { isDeepStrictEqual } from "node:util";
import type { Stage } from "./stage";
import { type Standing, standingOf } from "./standing";
import type { Watch } from "./watch";

/** A verb that moves what there is, asked by whoever does not know whether it was asked before. */
export type Move = {
  /** The type of the jobs that it moves, which no other verb has. */
  type: string;
  /** In the statement that moves them. */
  text: string;
  step: () => Promise<unknown>;
  moved: (before: Standing) => Standing;
  /** Where a verb has further statements: what is moved by the one whose answer is lost. */
  movedAtFirst?: (before: Standing) => Standing;
};

/** Connections may be found dead before the statement is sent. */
const TRIES_MAX = 10;

/**
 * Asks each verb over a connection that dies before the statement arrives, over one that dies before its answer does,
 * and once more: nothing is moved, then all of it, then nothing again. @returns how many verbs are so.
 */
export async function cutMoves(
  stage: Stage,
  watch: Watch,
  moves: Record<string, () => Promise<Move>>,
): Promise<number> {
  let right = 0;
  for (const [verb, prepared] of Object.entries(moves)) {
    const problem = await prepared()
      .then((move) => cut(stage, watch, move))
      .catch((error: unknown) => String(error));
    if (problem === null) right += 1;
    else watch.wrong(`${verb}, cut off: ${problem}`);
  }
  return right;
}

async function cut(stage: Stage, watch: Watch, move: Move): Promise<string | null> {
  const { gate, seen } = stage;
  const before = await standingOf(seen, move.type);
  const differs = async (expected: Standing, when: string) => {
    const found = await standingOf(seen, move.type);
    if (isDeepStrictEqual(found, expected)) return null;
    return `${when}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`;
  };

  gate.interrupt(move.text, "before", async () => {
    gate.shut();
    gate.open();
  });
  if (!(await failsBy(watch, move, () => gate.wasInterrupted()))) return "the statement was not seen";
  const untouched = await differs(before, "before it arrived");
  if (untouched !== null) return untouched;

  gate.loseAnswerTo(move.text);
  if (!(await failsBy(watch, move, () => gate.hasLostAnswer()))) return "its statement was not seen again";
  const moved = move.moved(before);
  const first = await differs(move.movedAtFirst?.(before) ?? moved, "its answer lost");
  if (first !== null) return first;

  await answered(watch, move);
  return differs(moved, "repeated");
}

/** Asks until the statement was cut off, and demands that whoever asked is told. */
async function failsBy(watch: Watch, { step }: Move, wasCut: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const end = await watch.settles(step()).then(
      () => "answered",
      () => "failed",
    );
    if (wasCut()) return end === "failed";
    if (end === "answered") return false;
  }
  return false;
}

async function answered(watch: Watch, { step }: Move): Promise<unknown> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await watch.settles(step());
    } catch (error) {
      if (tries === TRIES_MAX) throw error;
    }
  }
}
