import { createJobWorker } from "@/lib/jobs/create-worker";
import { subscribe } from "@/lib/jobs/events";
import { crash, handleCrash } from "./crash-job";
import { serveRoutes } from "./route-server";

// One instance of an app in a process of its own, which tests may stop or kill at any moment.
const server = await serveRoutes({ [crash.endpoint]: createJobWorker(handleCrash) });

// As Next does it: no new connections, all answers that are still to come, then the end.
if (process.env.LISTENS_ITSELF === "yes")
  process.on("SIGTERM", () => void server.close("after the answers").then(() => process.exit(143)));

process.stdout.write(`${server.url}\n`);
subscribe(({ name }) => {
  if (name === "draining") process.stdout.write("draining\n");
});
