import type { LogEntry } from "../engine/event-log";
import { badRequest } from "../http/http-error";
import { ok } from "../http/router";
import type { ApiCall, ApiRoute } from "./api-call";
import { logView } from "./log-view";
import { readCount, readMessageFilter, readValues } from "./message-filter";

/** The log under its two names, each with the key its readers look for. Source: protocol §2.10. */
export const logRoutes: ApiRoute[] = [
  { method: "GET", pattern: "/v2/events", handle: (call) => ok(readLog(call)) },
  { method: "GET", pattern: "/v2/logs", handle: (call) => ok(readLog(call)) },
];

function readLog({ tenant, query }: ApiCall): object {
  const isWanted = readMessageFilter(query, ["state"]);
  const states = readStates(query);
  const before = readCursor(query);
  const found = tenant.account.log
    .entries()
    .filter((entry) => entry.sequence < before && states(entry.state) && isWanted(entry.message));
  const page = found.slice(0, readCount(query));
  const views = page.map(logView);
  return { events: views, logs: views, cursor: found.length > page.length ? cursorAt(page) : undefined };
}

const STATES = ["CREATED", "ACTIVE", "DELIVERED", "ERROR", "RETRY", "FAILED", "CANCEL_REQUESTED", "CANCELED"];
const GROUPS = new Map([
  ["IN_PROGRESS", ["ACTIVE", "RETRY", "ERROR"]],
  ["CANCELLED", ["CANCELED"]],
]);

function readStates(query: URLSearchParams): (state: string) => boolean {
  if (!query.has("state")) return () => true;
  const names = query.getAll("state").flatMap((value) => value.split(","));
  const unknown = names.find((name) => !STATES.includes(name) && !GROUPS.has(name));
  if (unknown !== undefined)
    throw badRequest(`invalid state "${unknown}": expected ${STATES.join(", ")} or IN_PROGRESS`);
  const wanted = new Set(names.flatMap((name) => GROUPS.get(name) ?? [name]));
  return (state) => wanted.has(state);
}

/** The next page begins below this entry. */
function readCursor(query: URLSearchParams): number {
  const [cursor] = readValues(query, "cursor");
  if (!cursor) return Number.POSITIVE_INFINITY;
  if (/^\d+$/.test(cursor)) return Number(cursor);
  throw badRequest(`invalid cursor "${cursor}": pass the one of the page before`);
}

function cursorAt(page: LogEntry[]): string {
  return String(page.at(-1)?.sequence);
}
