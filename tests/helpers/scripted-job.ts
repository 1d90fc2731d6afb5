import { randomUUID } from "node:crypto";
import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";
import type { EnqueueOptions } from "@/lib/jobs/enqueue-options";
import { handle, type JobContext } from "@/lib/jobs/handle";
import { insert } from "@/lib/jobs/insert";
import { prepare } from "@/lib/jobs/prepare";
import type { Leg } from "@/lib/jobs/transitions/leg";
import type { World } from "./world";

type Script = (ctx: JobContext) => unknown;

const scripts = new Map<string, Script>();

/** Does what the test wrote for it, in this process. */
export const scripted = defineJob({
  type: "scripted",
  endpoint: "/api/jobs/scripted",
  description: "Does what a test wrote for it.",
  payload: z.object({ script: z.string() }),
  result: z.unknown(),
  retries: 5,
  timeoutSeconds: 30,
  backoff: [0],
});

export const handleScripted = handle(scripted, async ({ script }, ctx) => scripts.get(script)?.(ctx));

/** The payload whose every run does `script`. */
export function scriptPayload(script: Script): { script: string } {
  const name = randomUUID();
  scripts.set(name, script);
  return { script: name };
}

/** A pending row whose every run does `script`; nothing publishes it. */
export async function plantScript(world: World, script: Script, options: EnqueueOptions = {}): Promise<Leg> {
  const { leg } = await insert(world.db, await prepare(scripted, scriptPayload(script), options));
  if (leg === null) throw new Error("Planted rows are new and due.");
  return leg;
}

/** Brings the message of the row's present leg and answers with the code that the worker gave. */
export async function runOnce(world: World, { jobId, type }: Pick<Leg, "jobId" | "type">): Promise<string> {
  const { leg } = await world.row(jobId);
  const response = await world.deliver(scripted.endpoint, { v: 1, jobId, type, leg });
  return z.object({ code: z.string() }).parse(await response.json()).code;
}
