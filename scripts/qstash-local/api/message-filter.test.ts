import * as fc from "fast-check";
import { expect, it } from "vitest";
import {
  type Dates,
  dates,
  EVERYWHERE,
  fits,
  queryOf,
  START,
  thing,
  type Wanted,
  wanted,
} from "./filter-model";
import { createFilterWorld, type Thing } from "./filter-world";

/** Puts the things into a world, one every millisecond; returns the ids of those that fit. */
function fill(
  things: Thing[],
  [wanted, dates]: [Wanted[], Dates],
  put: (world: World, thing: Thing) => string,
) {
  const world = createFilterWorld();
  const ids = things.map((thing, time) => {
    world.clock.moveTo(START + time);
    return put(world, thing);
  });
  return { world, ids, fitting: ids.filter((_, time) => fits(things[time] ?? never(), time, wanted, dates)) };
}

type World = ReturnType<typeof createFilterWorld>;

function never(): never {
  throw new Error("there is a thing for every id");
}

/** Reads all pages of a list. */
async function readAll(
  list: World["letters"] | World["logs"],
  query: URLSearchParams,
  count: number,
): Promise<string[]> {
  const ids: string[] = [];
  query.set("count", String(count));
  for (let cursor: string | undefined = ""; cursor !== undefined; ) {
    query.set("cursor", cursor);
    const page = await list(query);
    const items = page.messages ?? page.logs ?? [];
    expect(items.length).toBeLessThanOrEqual(count);
    ids.push(...items.map(({ messageId }) => messageId));
    cursor = page.cursor;
  }
  return ids;
}

const things = fc.array(thing, { maxLength: 12 });

it("a cancel ends exactly the messages that a naive model picks", async () => {
  await fc.assert(
    fc.asyncProperty(things, wanted(...EVERYWHERE, "host", "path"), dates, async (things, wanted, dates) => {
      const { world, ids, fitting } = fill(things, [wanted, dates], (world, thing) => world.wait(thing));
      expect(await world.cancel(queryOf(wanted, dates))).toMatchObject({ cancelled: fitting.length });
      expect(world.openIds()).toEqual(ids.filter((id) => !fitting.includes(id)));
    }),
  );
});

it("the dead letters of all pages are those that a naive model picks, oldest first", async () => {
  await fc.assert(
    fc.asyncProperty(
      things,
      wanted(...EVERYWHERE, "responseStatus"),
      dates,
      fc.integer({ min: 1, max: 5 }),
      async (things, wanted, dates, count) => {
        const { world, fitting } = fill(things, [wanted, dates], (world, thing) => world.bury(thing));
        expect(await readAll(world.letters, queryOf(wanted, dates), count)).toEqual(fitting);
      },
    ),
  );
});

it("the log entries of all pages are those that a naive model picks, newest first", async () => {
  await fc.assert(
    fc.asyncProperty(
      things,
      wanted(...EVERYWHERE, "host", "path", "state"),
      dates,
      fc.integer({ min: 1, max: 5 }),
      async (things, wanted, dates, count) => {
        const { world, fitting } = fill(things, [wanted, dates], (world, thing) => world.note(thing));
        expect(await readAll(world.logs, queryOf(wanted, dates), count)).toEqual(fitting.toReversed());
      },
    ),
  );
});

it("while letters come and go, pages repeat none and miss none of those that stay", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(thing, { minLength: 1, maxLength: 12 }),
      fc.array(fc.nat(30), { maxLength: 12 }),
      fc.integer({ min: 1, max: 4 }),
      async (things, changes, count) => {
        const { world, ids } = fill(things, [[], { fromDate: null, toDate: null }], (world, thing) =>
          world.bury(thing),
        );
        const stays = new Set(ids);
        const upcoming = changes.values();
        const seen = await readAll(
          async (query) => {
            const page = await world.letters(query);
            change(upcoming.next().value);
            return page;
          },
          new URLSearchParams(),
          count,
        );
        expect(new Set(seen).size).toBe(seen.length);
        for (const id of stays) expect(seen).toContain(id);

        function change(which?: number): void {
          const { deadLetters } = world.tenant.account;
          const letter = [...deadLetters.entries()][which ?? -1];
          if (!letter) return which === undefined ? undefined : void world.bury(things[0] ?? never());
          deadLetters.delete(letter.dlqId);
          stays.delete(letter.message.id);
        }
      },
    ),
  );
});
