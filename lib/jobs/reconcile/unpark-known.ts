import { database } from "@/lib/db/client";
import type { KnownType } from "@/lib/jobs/deploys/known-types";
import { emit } from "@/lib/jobs/events";
import { publish } from "@/lib/jobs/publishing/publish";
import { countForDeploy, unparkKnown } from "@/lib/jobs/transitions/park";
import type { Deploy } from "./deploy";
import { PASS_MAX } from "./pass-max";
import type { Tally } from "./tally";

/** Jobs that are counted to be reported. */
const COUNT_MAX = 10_000;

/** Sends jobs on that waited for this deploy, and reports those that wait for another one. */
export async function unparkKnownTypes({ known, isWhole }: Deploy): Promise<Partial<Tally>> {
  const legs = await unparkKnown(database(), known, PASS_MAX);
  const published = await publish(legs);
  if (isWhole) await report(known);
  return { unparked: legs.length, published };
}

async function report(known: readonly KnownType[]): Promise<void> {
  for (const waiting of await countForDeploy(database(), COUNT_MAX)) {
    if (!known.some((one) => isFor(one, waiting))) emit({ name: "waiting-for-deploy", ...waiting });
  }
}

/** More than one pass sends on, or of a paused type. */
function isFor(known: KnownType, waiting: { type: string; payloadVersion: number }): boolean {
  return known.type === waiting.type && known.payloadVersion >= waiting.payloadVersion;
}
