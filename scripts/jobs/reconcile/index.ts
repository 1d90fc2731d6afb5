import { alerts } from "@/lib/alerts/alerts";
import { namedEnv } from "@/lib/env/named";
import { deployOf } from "@/lib/jobs/reconcile/deploy";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import type { Tally } from "@/lib/jobs/reconcile/tally";
import { registry } from "@/lib/registry";
import { EXIT } from "@/scripts/jobs/kit/exit-code";
import { inDatabase } from "@/scripts/jobs/kit/in-database";
import { say, sayJson } from "@/scripts/jobs/kit/output";
import { defineVerb } from "@/scripts/jobs/kit/verb";

/** `pnpm jobs:reconcile` */
export const verb = defineVerb({
  name: "reconcile",
  takes: "",
  about: `one pass over jobs that nothing moves, as the schedule makes one every five minutes.

Publishes, rescues, cancels, wakes and ends what stands still, and lets go what was kept long enough
(docs/reconcile.md). Any number of passes may run at once. It needs the app's own variables, from the
environment or .env files, JOBS_ENVIRONMENT among them where QStash is not on this machine.`,
  options: {},
  exits: "0 done; 1 failed; 4 refused: the database is another environment's",
  needs: "environment",
  async run({ values: { json = false } }) {
    namedEnv();
    const tally = await inDatabase(() => reconcile(deployOf(registry, alerts)));
    if (json) sayJson({ ok: true, ...tally });
    else say(describe(tally));
    return EXIT.ok;
  },
});

function describe(tally: Tally): string {
  const counts = Object.entries(tally).filter(([, count]) => count > 0);
  if (counts.length === 0) return "nothing to do\n";
  return counts.map(([name, count]) => `${String(count).padStart(6)} ${name}\n`).join("");
}
