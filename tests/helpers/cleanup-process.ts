import { handleCleanupOldData } from "@/lib/cleanup/handlers";
import { cleanupOldData } from "@/lib/cleanup/jobs";
import { createJobWorker } from "@/lib/jobs/create-worker";
import { serveRoutes } from "./route-server";

// The worker of clean-ups in a process of its own, which a story kills in the middle of one.
const server = await serveRoutes({ [cleanupOldData.endpoint]: createJobWorker(handleCleanupOldData) });

process.stdout.write(`${server.url}\n`);
