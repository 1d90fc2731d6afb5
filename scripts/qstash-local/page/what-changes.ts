import type { Service } from "../engine/service";

/** What tells a browser that its screen is out of date, and what time it is. */
export type Changes = {
  /** Another one than before: something has happened. */
  version: string;
  /** Unix milliseconds by the server's clock. */
  now: number;
  isFrozen: boolean;
};

/** Cheap enough to be asked for every second by every open tab. */
export function whatChanges({ storage, clock, faults }: Service): Changes {
  const { now, frozen, delayScale } = clock.reading();
  const { rules } = faults.list();
  const struck = rules.reduce((sum, { matched }) => sum + matched, 0);
  const version = [storage.changes(), frozen, delayScale, rules.length, struck].join("-");
  return { version, now, isFrozen: frozen };
}
