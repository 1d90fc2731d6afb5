import { seeded } from "@/scripts/proof/seeded";

/** What is to be made. The same plan makes the same rows, but for tokens of sessions. */
export type SeedPlan = {
  users: number;
  /** At most as many as users: each has an owner. */
  organizations: number;
  logs: number;
  seed: number;
  /** The end of the year that is filled. */
  until: Date;
};

export type Random = () => number;

/** Numbers of one kind of rows: how many there are of one kind changes nothing of another. */
export function randomOf({ seed }: SeedPlan, kind: string): Random {
  let mixed = seed;
  for (let index = 0; index < kind.length; index += 1)
    mixed = Math.imul(mixed ^ kind.charCodeAt(index), 0x01000193);
  return seeded(mixed);
}

/** One of them, each as likely as the others. */
export function oneOf<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("There is nothing to choose from.");
  return item;
}

/** One of them, as likely as its share says. The shares together are 1. */
export function byShare<Item extends { share: number }>(random: Random, items: readonly Item[]): Item {
  let left = random();
  for (const item of items) {
    left -= item.share;
    if (left < 0) return item;
  }
  return oneOf(random, items);
}

export const DAY_MS = 86_400_000;

/** So many days before a moment. */
export function daysBefore(moment: Date, days: number): Date {
  return new Date(moment.getTime() - Math.round(days * DAY_MS));
}
