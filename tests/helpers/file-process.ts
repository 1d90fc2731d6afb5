import { handleExportData } from "@/lib/exports/handlers";
import { exportData } from "@/lib/exports/jobs";
import { createJobWorker } from "@/lib/jobs/create-worker";
import { handleGenerateReport } from "@/lib/reports/handlers";
import { generateReport } from "@/lib/reports/jobs";
import { serveRoutes } from "./route-server";

// The workers of exports and reports in a process of its own, which stories kill at any moment.
const server = await serveRoutes({
  [exportData.endpoint]: createJobWorker(handleExportData),
  [generateReport.endpoint]: createJobWorker(handleGenerateReport),
});

process.stdout.write(`${server.url}\n`);
