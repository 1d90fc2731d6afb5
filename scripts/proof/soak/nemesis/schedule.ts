import { type Random, seededRandom } from "@/scripts/qstash-local/faults/seeded-random";

/** What the nemesis can do, and how many of each are in its deck. */
const DECK = [
  ["kill-app-1", 4],
  ["kill-app-2", 4],
  ["stop-app-1", 1],
  ["stop-app-2", 1],
  ["restart-postgres", 2],
  ["kill-qstash", 2],
  ["provider-storm", 2],
] as const;

export type DeedName = (typeof DECK)[number][0] | "rotate-keys";

/** A deed, in milliseconds after the start. */
export type Deed = { atMs: number; name: DeedName };

const FIRST_MS = 2000;

/**
 * When the nemesis does what, decided by the seed: its deck in a shuffled order, over and over, a deed every few
 * seconds; and one rotation of the signing keys in the middle.
 */
export function planDeeds({ seed, ms, everyMs }: { seed: number; ms: number; everyMs: number }): Deed[] {
  const random = seededRandom(seed ^ 0x5eed);
  const deeds: Deed[] = [{ atMs: Math.floor(ms / 2), name: "rotate-keys" }];
  let deck: DeedName[] = [];
  for (let atMs = FIRST_MS; atMs < ms; atMs += everyMs * (0.5 + random())) {
    if (deck.length === 0) deck = shuffled(random);
    const name = deck.pop();
    if (name !== undefined) deeds.push({ atMs: Math.floor(atMs), name });
  }
  return deeds.toSorted((a, b) => a.atMs - b.atMs);
}

function shuffled(random: Random): DeedName[] {
  const cards = DECK.flatMap(([name, count]) =>
    Array.from({ length: count }, () => ({ name, key: random() })),
  );
  return cards.toSorted((a, b) => a.key - b.key).map(({ name }) => name);
}
