import { DELIVERY_GRACE_SECONDS } from "@/lib/jobs/limits";

/** A job as its definition, with the file that declares it. */
export type Definition = { file: string; type: string; endpoint: string; timeoutSeconds: number };

/** An exported handler: what it is called, where, and for which job. */
export type Handler = { file: string; name: string; type: string };

/** A worker route: the handler it names, and how long the host lets it run, in seconds. */
export type WorkerRoute = { file: string; handler: string; maxDuration: number | undefined };

/** Seconds a run may go on after its time limit: 5 until the engine gives up on it, the rest to settle. */
const SETTLE_SECONDS = 15;

export type House = {
  registered: readonly string[];
  definitions: readonly Definition[];
  handlers: readonly Handler[];
  routes: readonly WorkerRoute[];
};

/** What a job lacks to be run, as sentences that say what to do. Empty when each has all. */
export function jobComplaints(house: House): string[] {
  return house.definitions.flatMap((job) => [
    ...registryComplaints(job, house.registered),
    ...handlerComplaints(job, house),
    ...routeComplaints(job, house),
  ]);
}

function registryComplaints({ type, file }: Definition, registered: readonly string[]): string[] {
  if (registered.includes(type)) return [];
  return [`"${type}" of ${file} is not in lib/registry.ts: add it to the list there.`];
}

function handlerComplaints({ type, file }: Definition, { handlers }: House): string[] {
  const own = handlers.filter((handler) => handler.type === type);
  if (own.length === 1) return [];
  if (own.length === 0) {
    return [`"${type}" has no handler: export one, made with handle(), from handlers.ts beside ${file}.`];
  }
  const names = own.map((handler) => `${handler.name} in ${handler.file}`).join(", ");
  return [`"${type}" has ${own.length} handlers (${names}): keep one.`];
}

function routeComplaints(job: Definition, { handlers, routes }: House): string[] {
  const names = handlers.filter(({ type }) => type === job.type).map(({ name }) => name);
  const expected = `app${job.endpoint}/route.ts`;
  const own = routes.filter(({ handler }) => names.includes(handler));
  const [route] = own.filter(({ file }) => file === expected);
  if (route === undefined) {
    return [
      `"${job.type}" has no route: export POST = createJobWorker(${names[0] ?? "…"}) from ${expected}.`,
    ];
  }
  const others = own.filter(({ file }) => file !== expected);
  return [
    ...others.map(({ file }) => `"${job.type}" is run by ${file} too: its one route is ${expected}.`),
    ...durationComplaints(job, route),
  ];
}

function durationComplaints(
  { type, timeoutSeconds }: Definition,
  { file, maxDuration }: WorkerRoute,
): string[] {
  const least = timeoutSeconds + SETTLE_SECONDS;
  const limit = timeoutSeconds + DELIVERY_GRACE_SECONDS;
  if (maxDuration !== undefined && maxDuration >= least && maxDuration < limit) return [];
  return [
    `${file}: maxDuration must be at least ${least} and less than ${limit}, since "${type}" may run for ` +
      `${timeoutSeconds} s and QStash waits for ${limit} s; it is ${maxDuration ?? "not exported"}.`,
  ];
}
