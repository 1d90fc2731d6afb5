import { type Criteria, type CriterionName, partsOf, STATE_GROUPS } from "../engine/criteria";
import { badRequest } from "../http/http-error";

/** What an endpoint understands in its query: the filters, and the parameters that it reads itself. */
export type FilterRules = { filters: readonly CriterionName[]; others: readonly string[] };

/** What every list of messages can be filtered by. */
export const COMMON_FILTERS = [
  "url",
  "topicName",
  "queueName",
  "scheduleId",
  "label",
  "flowControlKey",
  "callerIp",
  "fromDate",
  "toDate",
] as const satisfies readonly CriterionName[];

/**
 * Reads the filters of a query: OR inside one filter, AND between filters. No filter means everything; so any
 * parameter that is not known here is refused, because to overlook a misspelt filter would be to cancel or delete
 * everything. Source: protocol §2.5.
 *
 * @throws {HttpError} 400 that names the parameter.
 */
export function readCriteria(query: URLSearchParams, { filters, others }: FilterRules): Criteria {
  const given = [...new Set(query.keys())].filter(
    (name) => name !== "qstash_token" && !others.includes(name),
  );
  return given.map((key) => {
    const name = filters.find((filter) => filter === (OLD_NAMES.get(key) ?? key));
    if (!name) throw badRequest(`unknown filter "${key}": expected ${[...filters, ...others].join(", ")}`);
    const values = query.getAll(key);
    assertValues(name, values);
    return { name, values };
  });
}

const OLD_NAMES = new Map([["callerIP", "callerIp"]]);

type Rule = { test: (value: string) => boolean; expected: string };

const STATES = ["CREATED", "ACTIVE", "DELIVERED", "ERROR", "RETRY", "FAILED", "CANCEL_REQUESTED", "CANCELED"];
const milliseconds: Rule = { test: (value) => /^\d{1,15}$/.test(value), expected: "Unix milliseconds" };

const RULES = new Map<CriterionName, Rule>([
  ["fromDate", milliseconds],
  ["toDate", milliseconds],
  [
    "responseStatus",
    { test: (value) => /^\d{1,3}$/.test(value), expected: "a status such as 500, or 0 for no answer" },
  ],
  [
    "state",
    {
      test: (value) => STATES.includes(value) || STATE_GROUPS.has(value),
      expected: [...STATES, ...STATE_GROUPS.keys()].join(", "),
    },
  ],
]);

/** An empty value is refused as well: it is a variable that was not set, and nobody knows what it was meant to spare. */
function assertValues(name: CriterionName, values: readonly string[]): void {
  const rule = RULES.get(name) ?? { test: (value) => value !== "", expected: "a value" };
  const parts = values.flatMap(partsOf);
  const bad = parts.find((part) => !rule.test(part));
  if (bad !== undefined) throw badRequest(`invalid ${name}: expected ${rule.expected}, came "${bad}"`);
  if (rule === milliseconds && parts.length > 1) throw badRequest(`invalid ${name}: expected one date`);
}
