import { handleSchedule } from "@/lib/jobs/schedules/route";
import { serveRoutes } from "@/tests/helpers/route-server";

// An instance of an app in a process of its own that takes firings, for a test to kill.
const server = await serveRoutes({ "/api/jobs/schedule": handleSchedule });
process.stdout.write(`${server.url}\n`);
