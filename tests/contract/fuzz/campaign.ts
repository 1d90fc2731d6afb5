import * as fc from "fast-check";
import { play } from "./play";
import { bytesOf, type Script } from "./script";
import { script } from "./scripts";
import { startVictim, type Victim } from "./victim";

/** How many requests at least, beginning with which seed. */
export type Campaign = { runs: number; seed: number };

/** Connections that are open at the same time. */
const AT_ONCE = 24;

/**
 * Sends random requests to a server of its own until there were `runs`, then looks whether it still works. Returns
 * how many it sent.
 *
 * @throws with the seed and the smallest script that fails, when the server crashes, hangs or answers what it must not.
 */
export async function fuzz({ runs, seed }: Campaign): Promise<number> {
  const victim = await startVictim();
  const tally = { sent: 0 };
  const playAll = async (scripts: Script[]) => {
    const values = await victim.values();
    await Promise.all(scripts.map((each) => play(each, values)));
    victim.assertAlive();
    tally.sent += scripts.reduce((sum, { requests }) => sum + requests.length, 0);
  };
  try {
    const property = fc.asyncProperty(
      fc.array(script, { minLength: 1, maxLength: AT_ONCE, size: "max" }),
      playAll,
    );
    for (let round = seed; tally.sent < runs; round += 1) await check(property, round, victim);
    await victim.assertWorking();
    return tally.sent;
  } finally {
    await victim.stop();
  }
}

async function check(property: fc.IAsyncProperty<[Script[]]>, seed: number, victim: Victim): Promise<void> {
  const details = await fc.check(property, { seed, numRuns: 50, endOnFailure: false });
  if (!details.failed) return;
  const [scripts] = details.counterexample ?? [[]];
  const reason = details.errorInstance instanceof Error ? details.errorInstance.message : "unknown";
  const said = scripts.map(
    (each) => `${JSON.stringify(bytesOf(each, String))} then ${JSON.stringify(each.ending)}`,
  );
  throw new Error(
    `seed ${seed}: ${reason}\nThe smallest failing connections (of ${details.numShrinks} tried):\n${said.join("\n")}\n${victim.lastWords()}`,
  );
}
