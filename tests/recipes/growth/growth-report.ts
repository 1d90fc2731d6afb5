import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import { chartOf, keyFigure } from "@/lib/reports/build/compare";
import type { Metric } from "@/lib/reports/build/metrics";
import type { Scope } from "@/lib/reports/build/range";
import type { ReportParts } from "@/lib/reports/build/report-parts";

const invited: Metric = {
  title: "Invitations",
  unit: "invitation",
  value: sql`count(*)`,
  from: sql`invitations i`,
  at: sql`i.created_at`,
  organization: sql`i.organization_id`,
};

/** How an organization grows: whom it invited, and who came. */
export async function growth(db: Executor, scope: Scope): Promise<ReportParts> {
  const accepted: Metric = { ...invited, title: "Accepted", where: sql`i.status = 'accepted'` };
  return {
    title: "Growth report",
    keyFigures: [await keyFigure(db, invited, scope), await keyFigure(db, accepted, scope)],
    charts: [await chartOf(db, invited, scope), await chartOf(db, accepted, scope, "line")],
    tables: [],
  };
}
