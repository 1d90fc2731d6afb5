import { badRequest, notFound } from "../http/http-error";
import { parseJson } from "../http/request-body";
import { ok, type Params, type Reply } from "../http/router";
import type { DevCall, DevRoute } from "./dev-call";

/** What goes wrong on purpose. */
export const faultRoutes: DevRoute[] = [
  { method: "GET", pattern: "/_dev/faults", handle: ({ service }) => ok(service.faults.list()) },
  { method: "POST", pattern: "/_dev/faults", handle: addRules },
  { method: "DELETE", pattern: "/_dev/faults/:id", handle: removeRule },
  {
    method: "DELETE",
    pattern: "/_dev/faults",
    handle: ({ service }) => ok({ deleted: service.faults.clear() }),
  },
  { method: "POST", pattern: "/_dev/restart", handle: restart },
];

/** One rule or an array of them; all or none. */
async function addRules(call: DevCall): Promise<Reply> {
  const input = parseJson(await call.body());
  try {
    return ok({ rules: call.service.faults.add(...[input].flat()) });
  } catch (error) {
    throw badRequest(error instanceof Error ? error.message : String(error));
  }
}

function removeRule({ service, params }: DevCall & { params: Params }): Reply {
  if (service.faults.remove(params["id"] ?? "")) return ok({ deleted: 1 });
  throw notFound(`fault rule ${params["id"]} not found: GET /_dev/faults lists what there is`);
}

async function restart({ service }: DevCall): Promise<Reply> {
  await service.restart();
  return ok({ ok: true });
}
