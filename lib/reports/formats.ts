import { renderHtml } from "./html/render-html";
import type { ReportPayload } from "./jobs";
import { type ReportModel, reportModel } from "./model";
import { renderPdf } from "./pdf/render-pdf";

type Format = { contentType: string; render: (report: ReportModel) => Promise<Buffer> };

/** The three forms of a report, all made from the one model. */
export const formats: Record<ReportPayload["format"], Format> = {
  pdf: { contentType: "application/pdf", render: renderPdf },
  html: {
    contentType: "text/html; charset=utf-8",
    render: async (report) => Buffer.from(renderHtml(report)),
  },
  json: {
    contentType: "application/json",
    render: async (report) => Buffer.from(`${JSON.stringify(reportModel.parse(report), null, 2)}\n`),
  },
};
