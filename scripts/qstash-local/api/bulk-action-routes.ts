import type { BulkAction } from "../engine/bulk-actions";
import { badRequest, notFound } from "../http/http-error";
import { ok, type Params, type Reply } from "../http/router";
import type { ApiCall, ApiRoute } from "./api-call";
import { readCount, readCursor, takePage } from "./page";

/** How far the bulk cancels are, newest first. Source: protocol §2.5. */
export const bulkActionRoutes: ApiRoute[] = [
  { method: "GET", pattern: "/v2/bulkActions", handle: listActions },
  { method: "GET", pattern: "/v2/bulkActions/:id", handle: getAction },
];

function listActions({ tenant, query }: ApiCall): Reply {
  const state = readState(query);
  const isWanted = (action: BulkAction) => state === undefined || state === stateOf(action);
  const actions = tenant.bulkActions.entries(readCursor(query));
  const { items, last } = takePage(actions, isWanted, readCount(query, { max: 1000 }));
  return ok({ bulkActions: items.map(actionView), cursor: last?.id });
}

function getAction({ tenant, params }: ApiCall & { params: Params }): Reply {
  const action = tenant.bulkActions.get(params["id"] ?? "");
  if (action) return ok(actionView(action));
  throw notFound(`bulk action ${params["id"]} not found: it is unknown or older than a week`);
}

type State = "IN_PROGRESS" | "FINISHED";

function readState(query: URLSearchParams): State | undefined {
  const text = query.get("state");
  if (text === null || text === "IN_PROGRESS" || text === "FINISHED") return text ?? undefined;
  throw badRequest(`invalid state: expected IN_PROGRESS or FINISHED, came "${text}"`);
}

function stateOf(action: BulkAction): State {
  return action.completedAt === undefined ? "IN_PROGRESS" : "FINISHED";
}

function actionView(action: BulkAction): object {
  const { id, total, processed, createdAt, completedAt, criteria } = action;
  return {
    actionId: id,
    kind: "cancel",
    state: stateOf(action),
    total,
    processed,
    createdAt,
    completedAt,
    filter: Object.fromEntries(criteria.map(({ name, values }) => [name, values])),
  };
}
