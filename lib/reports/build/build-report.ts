import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import type { ReportPayload } from "@/lib/reports/jobs";
import type { ReportModel } from "@/lib/reports/model";
import { analytics } from "./analytics";
import { billing } from "./billing";
import { custom } from "./custom";
import { type Scope, scopeOf } from "./range";
import type { ReportParts } from "./report-parts";
import { usage } from "./usage";

/**
 * Computes a report. All of it is counted in Postgres; what comes back is as large as the report.
 *
 * @param organizationId null for the whole product.
 */
export async function buildReport(
  db: Executor,
  payload: ReportPayload,
  organizationId: number | null,
): Promise<ReportModel> {
  const scope = scopeOf(payload, organizationId);
  const [now] = await query(db, z.object({ now: z.string() }), sql`select clock_timestamp()::text as now`);
  return {
    ...(await partsFor(db, payload, scope)),
    subject: await subjectOf(db, organizationId),
    period: payload.dateRange,
    zone: payload.zone,
    generatedAt: new Date(now?.now ?? Number.NaN).toISOString(),
  };
}

function partsFor(db: Executor, payload: ReportPayload, scope: Scope): Promise<ReportParts> {
  switch (payload.reportType) {
    case "analytics":
      return analytics(db, scope);
    case "usage":
      return usage(db, scope);
    case "billing":
      return billing(db, scope);
    case "custom":
      return custom(db, scope, payload.metrics);
  }
}

async function subjectOf(db: Executor, organizationId: number | null): Promise<string> {
  if (organizationId === null) return "All organizations";
  const [found] = await query(
    db,
    z.object({ name: z.string() }),
    sql`select name from organizations where id = ${organizationId}::bigint`,
  );
  return found?.name ?? "An organization that is gone";
}
