import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import { chartOf, keyFigure } from "./compare";
import { metrics, partsOf, peopleOf } from "./metrics";
import type { Scope } from "./range";
import type { ReportParts } from "./report-parts";
import { tableOfParts } from "./table-of-parts";

const PEOPLE_SHOWN = 1_000;
const ACTIONS_SHOWN = 12;

/** What people do: how much, who, and what. */
export async function analytics(db: Executor, scope: Scope): Promise<ReportParts> {
  const { events, "active-people": people, "new-members": newcomers } = metrics;
  const actions = await partsOf(db, events, sql`a.action`, scope, ACTIONS_SHOWN);
  const byPerson = await peopleOf(db, events, sql`a.user_id`, scope, PEOPLE_SHOWN);
  return {
    title: "Analytics report",
    keyFigures: [
      await keyFigure(db, events, scope),
      await keyFigure(db, people, scope),
      await keyFigure(db, newcomers, scope),
    ],
    charts: [
      await chartOf(db, events, scope),
      await chartOf(db, people, scope, "line"),
      {
        title: "What was done",
        description: "The most frequent kinds of activity.",
        kind: "bars",
        points: actions.points,
      },
    ],
    tables: [tableOfParts(events, { title: "By person", label: "Person" }, byPerson)],
  };
}
