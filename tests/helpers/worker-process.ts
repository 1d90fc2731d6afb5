import { createJobWorker } from "@/lib/jobs/create-worker";
import { crash, handleCrash } from "./crash-job";
import { serveRoutes } from "./route-server";

// One instance of an app in a process of its own, which tests may stop or kill at any moment.
const { url } = await serveRoutes({ [crash.endpoint]: createJobWorker(handleCrash) });
process.stdout.write(`${url}\n`);
