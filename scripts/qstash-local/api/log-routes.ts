import { testOf } from "../engine/criteria";
import type { LogEntry } from "../engine/event-log";
import { parseRisingId } from "../engine/rising-ids";
import { ok } from "../http/router";
import type { ApiCall, ApiRoute } from "./api-call";
import { logView } from "./log-view";
import { COMMON_FILTERS, type FilterRules, readCriteria } from "./message-filter";
import { readCount, readCursor, takePage } from "./page";

/** The log under its two names, each with the key its readers look for. Source: protocol §2.10. */
export const logRoutes: ApiRoute[] = [
  { method: "GET", pattern: "/v2/events", handle: (call) => ok(readLog(call)) },
  { method: "GET", pattern: "/v2/logs", handle: (call) => ok(readLog(call)) },
];

const RULES: FilterRules = {
  filters: ["state", "messageId", "messageIds", "host", "path", ...COMMON_FILTERS],
  others: ["count", "cursor", "order"],
};

function readLog({ tenant, query }: ApiCall): object {
  const isWanted = testOf(readCriteria(query, RULES));
  const [, below] = parseRisingId(readCursor(query) ?? "") ?? [];
  const { items, last } = takePage(tenant.account.log.entries(below), isWanted, readCount(query));
  const views = items.map(logView);
  return { events: views, logs: views, cursor: last && cursorAt(last) };
}

/** The next page begins below this entry. The time is only there to give it the form of the other cursors. */
function cursorAt({ time, sequence }: LogEntry): string {
  return `${time}-${sequence}`;
}
