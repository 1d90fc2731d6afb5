import { z } from "zod";

const point = z.object({ label: z.string(), value: z.number() });

const chart = z.object({
  title: z.string(),
  /** What one sees in it, in a sentence: for who cannot see it. */
  description: z.string(),
  kind: z.enum(["columns", "line", "bars"]),
  points: z.array(point),
});

const table = z.object({
  title: z.string(),
  columns: z.array(z.object({ name: z.string(), type: z.enum(["text", "number"]) })),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
  /** How many rows there are; more than `rows` has where it is cut. */
  total: z.int(),
});

/** A report, as it is before it has a form: the same for PDF, HTML and JSON. */
export const reportModel = z.object({
  title: z.string(),
  /** Whose it is. */
  subject: z.string(),
  period: z.object({ from: z.iso.date(), to: z.iso.date() }),
  zone: z.string(),
  generatedAt: z.iso.datetime(),
  keyFigures: z.array(
    z.object({
      label: z.string(),
      value: z.string(),
      /** Against as many days before: 0.25 is a quarter more. Null where there was nothing to compare with. */
      change: z.number().nullable(),
    }),
  ),
  charts: z.array(chart),
  tables: z.array(table),
});

export type ReportModel = z.output<typeof reportModel>;
export type ReportChart = z.output<typeof chart>;
export type ReportTable = z.output<typeof table>;
