"use server";

import { headers } from "next/headers";
import { textOf } from "@/app/_components/form-texts";
import { getActor } from "@/lib/auth/get-actor";
import { chooseFault, type FaultState, isFault, readFault } from "@/lib/playground/faults";
import { standIns } from "@/lib/playground/stand-ins";
import { mayChooseFaults } from "./may-choose-faults";

/** Lets something go wrong, or nothing any more. Null: there is nothing to choose for this person. */
export async function chooseFaultFor(_: FaultState | null, form: FormData): Promise<FaultState | null> {
  const qstashUrl = await qstashFor();
  const fault = textOf(form, "fault");
  if (qstashUrl === null || !isFault(fault)) return null;
  await chooseFault(qstashUrl, fault);
  return await readFault(qstashUrl);
}

/** What goes wrong right now, and how often it did. */
export async function faultNow(): Promise<FaultState | null> {
  const qstashUrl = await qstashFor();
  return qstashUrl === null ? null : await readFault(qstashUrl);
}

async function qstashFor(): Promise<string | null> {
  const actor = await getActor(await headers());
  const local = standIns();
  return actor !== null && local !== null && mayChooseFaults(actor) ? local.qstashUrl : null;
}
