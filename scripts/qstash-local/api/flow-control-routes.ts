import type { FlowControl } from "../engine/flow-control";
import { badRequest, notFound } from "../http/http-error";
import { ok, type Reply } from "../http/router";
import type { ApiCall, ApiRoute } from "./api-call";
import { readPeriod } from "./flow-control-options";
import { flowControlView } from "./flow-control-view";
import { readPositiveNumber } from "./option-values";

/** Look at and steer flow-control keys. Source: protocol §2.12. */
export const flowControlRoutes: ApiRoute[] = [
  { method: "GET", pattern: "/v2/flowControl", handle: listKeys },
  { method: "GET", pattern: "/v2/flowControl/*", handle: getKey },
  { method: "POST", pattern: "/v2/flowControl/*", handle: steerKey },
  { method: "GET", pattern: "/v2/globalParallelism", handle: globalParallelism },
];

/** By name; `search` keeps those whose key contains it. */
function listKeys({ tenant, query }: ApiCall): Reply {
  const search = query.get("search") ?? "";
  const found = tenant.engine.flowControl.list().filter(({ key }) => key.includes(search));
  const byName = found.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return ok(byName.map((flowKey) => flowControlView(flowKey, tenant.account.clock.now())));
}

function getKey({ tenant, rest }: ApiCall & { rest: string }): Reply {
  const flowKey = tenant.engine.flowControl.get(keyIn(tenant.engine.flowControl, rest));
  if (flowKey) return ok(flowControlView(flowKey, tenant.account.clock.now()));
  throw notFound(`flow-control key ${rest} not found: no message, pin or pause needs it`);
}

type Steer = (flowControl: FlowControl, key: string, query: URLSearchParams) => void;

const VERBS = new Map<string, Steer>([
  ["pause", (flowControl, key) => flowControl.pause(key)],
  ["resume", (flowControl, key) => flowControl.unpause(key)],
  ["pin", (flowControl, key, query) => flowControl.pin(key, readPin(query))],
  ["unpin", (flowControl, key, query) => flowControl.unpin(key, readUnpin(query))],
  ["resetRate", (flowControl, key) => flowControl.resetRate(key)],
  ["reset", (flowControl, key) => flowControl.reset(key)],
]);

/** The last part of the path is the verb. A key that is not known yet can be paused and pinned; the rest changes nothing. */
function steerKey({ tenant, rest, query }: ApiCall & { rest: string }): Reply {
  const end = rest.lastIndexOf("/");
  const verb = rest.slice(end + 1);
  const steer = VERBS.get(verb);
  if (!steer) throw notFound(`no such endpoint: the path ends in one of ${[...VERBS.keys()].join(", ")}`);
  if (end < 1) throw badRequest(`flow-control key is missing: expected /v2/flowControl/<key>/${verb}`);
  const { flowControl } = tenant.engine;
  steer(flowControl, keyIn(flowControl, rest.slice(0, end)), query);
  return ok();
}

/** The SDK puts a key into the path as it is, slashes and all; what a URL cannot hold arrives escaped. */
function keyIn(flowControl: FlowControl, raw: string): string {
  if (flowControl.get(raw)) return raw;
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}

function readPin(query: URLSearchParams) {
  const read = (name: string) => {
    const text = query.get(name);
    return text === null ? undefined : readPositiveNumber(name, text);
  };
  const [parallelism, rate, period] = [read("parallelism"), read("rate"), read("period")];
  if (parallelism === undefined && rate === undefined)
    throw badRequest("nothing to pin: expected parallelism=<n>, rate=<n> or both");
  if (rate === undefined && period !== undefined) throw badRequest("period: expected together with a rate");
  return {
    parallelism,
    rate,
    periodMs: period === undefined ? undefined : readPeriod("period", period * 1000),
  };
}

function readUnpin(query: URLSearchParams) {
  return { parallelism: readFlag(query, "parallelism"), rate: readFlag(query, "rate") };
}

function readFlag(query: URLSearchParams, name: string): boolean {
  const text = query.get(name) ?? "false";
  if (text === "true" || text === "false") return text === "true";
  throw badRequest(`invalid ${name}: expected true or false, came "${text}"`);
}

function globalParallelism({ tenant }: ApiCall): Reply {
  const { max, count } = tenant.engine.slots.usage();
  return ok({ parallelismMax: max, parallelismCount: count });
}
