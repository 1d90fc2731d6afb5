import type * as fc from "fast-check";
import type { HeldRun } from "@/lib/jobs/transitions/claim";
import { differences, type Expected } from "./compare";
import type { Engine } from "./engine";
import { charged } from "./job";
import { type Job, type Snapshot, snapshot, unsound } from "./snapshot";

/** What the model knows: the tables as they were after the last step, and runs that never came back. */
export type Model = { world: Snapshot; zombies: HeldRun[] };

export type Command = fc.AsyncCommand<Model, Engine>;

/** Steps that were taken and compared, of all sequences. */
export const taken = { steps: 0 };

/** Something that concerns all jobs, or new ones. */
export function onAll(
  label: string,
  deed: {
    expected(world: Snapshot): Expected;
    act(engine: Engine): Promise<unknown>;
    publishesAll?: boolean;
  },
): Command {
  return {
    check: () => true,
    toString: () => label,
    async run(model, engine) {
      const expected = deed.expected(model.world);
      await deed.act(engine);
      await verify(model, engine, expected);
      if (deed.publishesAll === true)
        refuse(
          model.world.jobs.filter(({ isAbandoned }) => isAbandoned),
          "left behind",
        );
    },
  };
}

/** Something that happens to one job: the `index`-th, counting round and round. */
export function onJob(
  label: string,
  index: number,
  deed: {
    expected(world: Snapshot, job: Job): Expected;
    act(engine: Engine, job: Job, model: Model): Promise<unknown>;
  },
): Command {
  return {
    check: ({ world }) => world.jobs.length > 0,
    toString: () => label,
    async run(model, engine) {
      const job = pick(model.world.jobs, index);
      const expected = deed.expected(model.world, job);
      await deed.act(engine, job, model);
      await verify(model, engine, expected);
    },
  };
}

export function pick<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error("There is none to pick.");
  return item;
}

/** The tables are as the model says, and sound by themselves. */
export async function verify(model: Model, engine: Engine, expected: Expected): Promise<void> {
  const after = await snapshot(engine.db);
  refuse(differences(model.world, after, expected), "the model differs");
  refuse(await unsound(engine.db), "the tables are unsound");
  refuse(
    [...charged].filter(([, keys]) => keys.size > 1),
    "charged twice",
  );
  const uncharged = after.jobs.filter(({ jobId, end }) => end.result === "charged" && !charged.has(jobId));
  refuse(uncharged, "completed without its charge");
  model.world = after;
  taken.steps += 1;
}

function refuse(complaints: readonly unknown[], what: string): void {
  if (complaints.length > 0)
    throw new Error(`${what}: ${complaints.map((each) => JSON.stringify(each)).join("\n")}`);
}
