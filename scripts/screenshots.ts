import { startDemoStack } from "./demo/stack";
import { setVariables } from "./local/environment";
import { readFlags } from "./local/flags";
import { createReport } from "./local/report";
import { createShutdown } from "./local/shutdown";
import { fillStack } from "./screenshots/fill-stack";
import { takePictures } from "./screenshots/take-pictures";

const HELP = `pnpm screenshots: takes the README's pictures anew, light and dark, into docs/images.

Starts a production build with a database, a QStash and a mailbox of its own, as pnpm demo does, lets people start
jobs of which some meet trouble, and takes the pictures with this machine's Chromium.

Usage: pnpm screenshots [options]

  --help   this text
`;

readFlags(HELP, []);
const report = createReport(process.stdout);
const shutdown = createShutdown(report);

try {
  const stack = await startDemoStack({ report, shutdown, given: setVariables() });
  const filled = await report.step(
    "jobs",
    "letting people start some",
    () => fillStack(stack),
    () => ({ what: "started", where: "" }),
  );
  await report.step(
    "pictures",
    "taking them",
    () => takePictures(stack, filled),
    (files) => ({ what: `${files.length} pictures`, where: "docs/images" }),
  );
  await shutdown.now(0);
} catch (error) {
  await shutdown.fail(error);
}
