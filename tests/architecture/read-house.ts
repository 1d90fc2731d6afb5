import path from "node:path";
import { z } from "zod";
import { registry } from "@/lib/registry";
import type { Definition, Handler, House, WorkerRoute } from "./job-complaints";
import { filesBelow, ROOT, readText } from "./sources";

const definition = z.object({ type: z.string(), endpoint: z.string(), timeoutSeconds: z.number() });
const handler = z.object({ job: definition, run: z.custom((value) => typeof value === "function") });

/** The jobs of this project, from the files where they must be. */
export async function readHouse(): Promise<House> {
  const slices = filesBelow("lib").filter((file) => /^lib\/[^/]+\/(jobs|handlers)\.ts$/.test(file));
  const exported = (await Promise.all(slices.map(exportsOf))).flat();
  return {
    registered: registry.jobs.map(({ type }) => type),
    definitions: exported.flatMap(asDefinition),
    handlers: exported.flatMap(asHandler),
    routes: filesBelow("app").flatMap(asWorkerRoute),
  };
}

type Export = { file: string; name: string; value: unknown };

async function exportsOf(file: string): Promise<Export[]> {
  const exported: Record<string, unknown> = await import(path.join(ROOT, file));
  return Object.entries(exported).map(([name, value]) => ({ file, name, value }));
}

function asDefinition({ file, value }: Export): Definition[] {
  const parsed = definition.safeParse(value);
  return parsed.success ? [{ file, ...parsed.data }] : [];
}

function asHandler({ file, name, value }: Export): Handler[] {
  const parsed = handler.safeParse(value);
  return parsed.success ? [{ file, name, type: parsed.data.job.type }] : [];
}

/** Read as text: Next, too, takes `maxDuration` from the source and accepts a plain number only. */
function asWorkerRoute(file: string): WorkerRoute[] {
  const text = readText(file);
  const [, name] = /createJobWorker\((\w+)\)/.exec(text) ?? [];
  return name === undefined ? [] : [{ file, handler: name, maxDuration: maxDuration(text) }];
}

/** The `maxDuration` that a route exports, in seconds. */
export function maxDuration(route: string): number | undefined {
  const [, seconds] = /^export const maxDuration = (\d+)/m.exec(route) ?? [];
  return seconds === undefined ? undefined : Number(seconds);
}
