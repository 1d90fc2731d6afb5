import type { Database } from "@/lib/db/database";
import type { JobFilter, Operation } from "@/lib/jobs/operations/job-filter";
import type { By } from "@/lib/jobs/transitions/audit";
import { usageError } from "@/scripts/jobs/kit/command-error";
import type { ExitCode } from "@/scripts/jobs/kit/exit-code";
import { inOwnDatabase } from "@/scripts/jobs/kit/in-database";
import { SELECTION, toFilter } from "@/scripts/jobs/kit/selection";
import { defineVerb, type Verb } from "@/scripts/jobs/kit/verb";
import { actOnIds } from "./act-on-ids";
import { actOnSelection } from "./act-on-selection";

/** What a verb does to jobs, in its own words. */
export type Acting = {
  /** The verb, which is what is asked for as well. */
  name: string;
  operation: Extract<Operation, "cancel" | "revive">;
  about: string;
  /** What becomes of the jobs, for whoever is to confirm it. */
  effect: string;
  /** As in `12 retried`. */
  done: string;
  one: (jobIds: readonly string[], by: By) => Promise<ReadonlyMap<string, string>>;
};

/** How it is to be done. */
export type Manner = { by: By; isYes: boolean; isDryRun: boolean; isDetached: boolean; json: boolean };

/** A verb that does one thing to jobs: to those that are named, or to all that match. */
export function defineActingVerb(acting: Acting): Verb {
  return defineVerb({
    name: acting.name,
    takes: "<id…>",
    about: `${acting.about}

Give ids, or their last six digits or more, or options that say which jobs are meant. Says first how many
that are, in which database and of which environment, and asks; above 100 it asks for the number. All that
match are done by a job of the app, which is followed: it goes on when this command ends.`,
    options: {
      ...SELECTION,
      "dry-run": { type: "boolean", says: "change nothing; say which jobs are meant" },
      yes: { type: "boolean", says: "do not ask; needed where nobody can be asked" },
      detach: { type: "boolean", says: "with options that match: do not wait until all are done" },
      reason: { type: "string", value: "TEXT", says: "why, for the audit" },
    },
    exits:
      "0 done; 1 failed, or a job was left alone; 3 no such job; 4 not confirmed; 130 waiting was given up",
    needs: "environment",
    run: ({ values, positionals }) => {
      const by = { userId: null, ...(values.reason === undefined ? {} : { reason: values.reason }) };
      const manner = {
        by,
        isYes: values.yes === true,
        isDryRun: values["dry-run"] === true,
        isDetached: values.detach === true,
        json: values.json === true,
      };
      const filter = toFilter(values, acting.name);
      assertOneWay(acting.name, filter, positionals);
      return inOwnDatabase((db) => act(db, acting, manner, { filter, ids: positionals }));
    },
  });
}

function act(
  db: Database,
  acting: Acting,
  manner: Manner,
  { filter, ids }: { filter: JobFilter; ids: string[] },
): Promise<ExitCode> {
  if (ids.length > 0) return actOnIds(db, acting, manner, ids);
  return actOnSelection(db, acting, manner, filter);
}

function assertOneWay(verb: string, filter: JobFilter, ids: readonly string[]): void {
  const isFiltered = Object.keys(filter).length > 0;
  if (isFiltered && ids.length > 0)
    throw usageError("ids and options that match", "it is not clear which jobs are meant", verb);
  if (!isFiltered && ids.length === 0)
    throw usageError("no job is named", "it takes ids, or options that say which jobs are meant", verb);
  if (ids.length > 1000) throw usageError("more than 1000 ids", "name them by options instead", verb);
}
