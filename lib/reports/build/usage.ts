import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import { chartOf, keyFigure } from "./compare";
import { metrics, partsOf } from "./metrics";
import type { Scope } from "./range";
import type { ReportParts } from "./report-parts";
import { tableOfParts } from "./table-of-parts";

/** What the product did: jobs, mails, exports. */
export async function usage(db: Executor, scope: Scope): Promise<ReportParts> {
  const { jobs, "failed-jobs": failed, emails, exports } = metrics;
  return {
    title: "Usage report",
    keyFigures: [
      await keyFigure(db, jobs, scope),
      await keyFigure(db, failed, scope),
      await keyFigure(db, emails, scope),
      await keyFigure(db, exports, scope),
    ],
    charts: [
      await chartOf(db, jobs, scope),
      await chartOf(db, emails, scope),
      {
        title: "Jobs by kind",
        description: "Which kinds of jobs there were most of.",
        kind: "bars",
        points: (await partsOf(db, jobs, sql`j.job_type`, scope, 12)).points,
      },
    ],
    tables: [
      tableOfParts(
        emails,
        { title: "Mails by kind", label: "Mail" },
        await partsOf(db, emails, sql`e.template`, scope, 100),
      ),
      tableOfParts(
        failed,
        { title: "Failed jobs by cause", label: "Cause" },
        await partsOf(db, failed, sql`coalesce(j.error_code, j.status::text)`, scope, 100),
      ),
    ],
  };
}
