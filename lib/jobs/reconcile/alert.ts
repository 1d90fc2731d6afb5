import { database } from "@/lib/db/client";
import { evaluateAlerts } from "@/lib/jobs/alerts/evaluate";
import { publish } from "@/lib/jobs/publishing/publish";
import type { Deploy } from "./deploy";
import type { Tally } from "./tally";

/** Tells of what is too high, and of what is over. In a pass of a process that knows how the app wants it. */
export async function alert({ alerts }: Deploy): Promise<Partial<Tally>> {
  if (alerts !== null) await publish(await evaluateAlerts(database(), alerts));
  return {};
}
