import type { ReportModel } from "@/lib/reports/model";

/** What each kind of report is made of; the rest is the same for all. */
export type ReportParts = Pick<ReportModel, "title" | "keyFigures" | "charts" | "tables">;
