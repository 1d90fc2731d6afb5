import { z } from "zod";
import type { ListFilter } from "@/lib/jobs/reading/list-filter";
import type { PagePlace } from "@/lib/jobs/reading/list-jobs";
import type { Registry } from "@/lib/jobs/registry";
import { MASKABLE_HINT, maySearch } from "./may-search";
import { momentOf, objectionTo, statusesOf, TERMS, type Terms } from "./terms";

export type ListQuery = {
  terms: Terms;
  filter: ListFilter;
  place: PagePlace;
  /** What the address asks for and cannot be meant, as sentences; it was left out. */
  objections: string[];
};

export type Given = Record<string, string | string[] | undefined>;

/** What an address of the list asks for. */
export function readQuery(given: Given, registry: Registry, now: number): ListQuery {
  const terms: Terms = {};
  const objections: string[] = [];
  for (const name of TERMS) {
    const value = given[name];
    if (value === undefined || value === "") continue;
    const objection = typeof value === "string" ? objectionTo(name, value) : `"${name}" is there twice.`;
    if (objection === null && typeof value === "string") terms[name] = value;
    else if (objection !== null) objections.push(objection);
  }
  if (terms.payload !== undefined && !maySearch(terms, registry)) {
    objections.push(MASKABLE_HINT);
    delete terms.payload;
  }
  return { terms, filter: filterOf(terms, now), place: placeOf(given), objections };
}

function filterOf(terms: Terms, now: number): ListFilter {
  const { payload = "" } = terms;
  const equals = payload.indexOf("=");
  return {
    statuses: statusesOf(terms.status),
    types: terms.type?.split(","),
    organizationId: numberOf(terms.organization),
    userId: numberOf(terms.user),
    batchId: terms.batch,
    scheduleId: terms.schedule,
    parentJobId: terms.parent,
    replayedFrom: terms.replays,
    idempotencyKey: terms.key,
    errorCodes: terms.code?.split(","),
    errorText: terms.error,
    payloadAt:
      equals === -1
        ? undefined
        : { path: payload.slice(0, equals).split("."), value: payload.slice(equals + 1) },
    createdFrom: terms.since === undefined ? undefined : momentOf(terms.since, now),
    createdBefore: terms.until === undefined ? undefined : momentOf(terms.until, now),
  };
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function placeOf(given: Given): PagePlace {
  const idIn = (name: string) => z.guid().safeParse(given[name]).data;
  return { before: idIn("before"), after: idIn("after"), upTo: idIn("upTo") };
}
