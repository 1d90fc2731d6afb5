import { handleExportData } from "@/lib/exports/handlers";
import { exportData } from "@/lib/exports/jobs";
import { createJobWorker } from "@/lib/jobs/create-worker";
import { serveRoutes } from "./route-server";

// The worker of exports in a process of its own, which stories kill at any moment.
const server = await serveRoutes({ [exportData.endpoint]: createJobWorker(handleExportData) });

process.stdout.write(`${server.url}\n`);
