import type { ReportModel } from "@/lib/reports/model";

/** A report with something of everything; `changes` win. */
export function reportOf(changes: Partial<ReportModel> = {}): ReportModel {
  return {
    title: "Usage report",
    subject: "Zażółć & <b>Söhne</b>",
    period: { from: "2026-11-01", to: "2026-11-30" },
    zone: "Europe/Berlin",
    generatedAt: "2026-11-28T07:00:00.000Z",
    keyFigures: [{ label: "Jobs", value: "1,234", change: 0.25 }],
    charts: [
      {
        title: "Jobs by day",
        description: "Many.",
        kind: "columns",
        points: [{ label: "01 Nov", value: 3 }],
      },
    ],
    tables: [
      {
        title: "By person",
        columns: [
          { name: "Person", type: "text" },
          { name: "Jobs", type: "number" },
        ],
        rows: [["Ada", 12]],
        total: 1,
      },
    ],
    ...changes,
  };
}
