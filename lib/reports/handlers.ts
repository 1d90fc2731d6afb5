import { finishArtifact } from "@/lib/artifacts/finish-artifact";
import { openArtifact } from "@/lib/artifacts/open-artifact";
import { database } from "@/lib/db/client";
import { sendEmail } from "@/lib/emails/jobs";
import { env } from "@/lib/env/env";
import { handle, type JobContext } from "@/lib/jobs/handle";
import { storage } from "@/lib/storage/configured";
import { buildReport } from "./build/build-report";
import { formats } from "./formats";
import { generateReport, type ReportPayload } from "./jobs";
import { organizationToReport } from "./may-report";
import type { ReportModel } from "./model";
import { periodText } from "./period-text";

/** Computes, writes, and mails each recipient once: the mails commit with the end of the job. */
export const handleGenerateReport = handle(generateReport, async (payload, ctx) => {
  const organizationId = await organizationToReport(database(), ctx.actor, payload);
  const { contentType, render } = formats[payload.format];
  const { artifactId, storageKey } = await openArtifact(database(), {
    jobId: ctx.jobId,
    userId: ctx.actor.userId,
    // Null with data of all organizations: such a file is for whoever asked, not for their colleagues.
    organizationId,
    kind: "report",
    fileName: fileName(payload),
    contentType,
  });
  const report = await buildReport(database(), payload, organizationId);
  ctx.signal.throwIfAborted();
  const file = await render(report);
  const { bytes } = await storage().put(storageKey, [file], { contentType, signal: ctx.signal });
  const mails = new Set(payload.recipients.map((address) => address.toLowerCase())).size;
  return await ctx.complete({ artifactId, bytes, mails }, async (tx) => {
    const { expiresAt } = await finishArtifact(tx, artifactId, { bytes, rows: null });
    mail(ctx, payload, report, { artifactId, expiresAt });
  });
});

/** `usage-2026-11-01-2026-11-30.pdf` */
function fileName({ reportType, dateRange, format }: ReportPayload): string {
  return `${reportType}-${dateRange.from}-${dateRange.to}.${format}`;
}

function mail(
  ctx: JobContext,
  { recipients }: ReportPayload,
  report: ReportModel,
  { artifactId, expiresAt }: { artifactId: string; expiresAt: Date },
): void {
  for (const to of new Set(recipients.map((address) => address.toLowerCase()))) {
    ctx.enqueue(sendEmail, {
      template: "reportReady",
      to,
      data: {
        organizationName: report.subject.slice(0, 120),
        reportName: `The ${report.title.toLowerCase()}`,
        periodText: periodText(report.period),
        downloadUrl: `${env().BASE_URL}/downloads/${artifactId}`,
        expiresAt: expiresAt.toISOString(),
      },
    });
  }
}
