import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import type { ReportTable } from "@/lib/reports/model";
import { chartOf, keyFigure } from "./compare";
import { metrics, partsOf } from "./metrics";
import type { Scope } from "./range";
import type { ReportParts } from "./report-parts";
import { tableOfParts } from "./table-of-parts";

const PEOPLE_SHOWN = 1_000;
const ACTIONS_SHOWN = 12;

/** What people do: how much, who, and what. */
export async function analytics(db: Executor, scope: Scope): Promise<ReportParts> {
  const { events, "active-people": people, "new-members": newcomers } = metrics;
  const actions = await partsOf(db, events, sql`a.action`, scope, ACTIONS_SHOWN);
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
        points: actions,
      },
    ],
    tables: [await peopleTable(db, scope)],
  };
}

function peopleTable(db: Executor, scope: Scope): Promise<ReportTable> {
  const name = sql`(select u.name from users u where u.id = a.user_id)`;
  return tableOfParts(
    db,
    metrics.events,
    { title: "By person", label: "Person", by: name, most: PEOPLE_SHOWN },
    scope,
  );
}
