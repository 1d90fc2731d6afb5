import * as fc from "fast-check";
import type { Thing } from "./filter-world";

// What the property tests of the filters draw from, and the definition that they hold the filters against.

const URLS = ["http://a.test/x", "http://a.test/x,y?q=1,2", "https://b.test:81/", "https://b.test/x"];
const STATES = ["CREATED", "ACTIVE", "RETRY", "ERROR", "DELIVERED", "FAILED", "CANCELED"] as const;
const maybe = (...names: string[]) => fc.option(fc.constantFrom(...names), { nil: undefined });

export const thing: fc.Arbitrary<Thing> = fc.record({
  url: fc.constantFrom(...URLS),
  labels: fc.subarray(["l1", "l2", "l3"]),
  callerIp: fc.constantFrom("127.0.0.1", "10.0.0.1"),
  topicName: maybe("g1", "g2"),
  queueName: maybe("q1", "q2"),
  scheduleId: maybe("s1", "s2"),
  flowControlKey: maybe("k1", "k/2"),
  responseStatus: fc.constantFrom(0, 404, 500),
  state: fc.constantFrom(...STATES),
});

/** What each filter may be asked for. Some of it nothing has. */
const VALUES = {
  url: [...URLS, "http://a.test/"],
  host: ["a.test", "b.test", "b.test:81"],
  path: ["/x", "/x,y", "/", "/z"],
  label: ["l1", "l2", "l3", "l4"],
  callerIp: ["127.0.0.1", "10.0.0.1", "::1"],
  topicName: ["g1", "g2", "g3"],
  queueName: ["q1", "q2", "q3"],
  scheduleId: ["s1", "s2", "s3"],
  flowControlKey: ["k1", "k/2", "k3"],
  responseStatus: ["0", "404", "500", "200"],
  state: [...STATES, "IN_PROGRESS", "CANCELLED", "CANCEL_REQUESTED"],
};
type Name = keyof typeof VALUES;
export type Wanted = { name: Name; values: string[]; isList: boolean };

export const wanted = (...names: Name[]) =>
  fc.subarray(names, { maxLength: 4 }).chain((chosen) =>
    fc.tuple(
      ...chosen.map((name) =>
        fc.record({
          name: fc.constant(name),
          values: fc.subarray(VALUES[name], { minLength: 1 }),
          isList: fc.boolean(),
        }),
      ),
    ),
  );
export const dates = fc.record({ fromDate: fc.option(fc.nat(9)), toDate: fc.option(fc.nat(9)) });
export type Dates = { fromDate: number | null; toDate: number | null };

export const START = 1000;
export const EVERYWHERE: Name[] = [
  "url",
  "label",
  "callerIp",
  "topicName",
  "queueName",
  "scheduleId",
  "flowControlKey",
];

/** The filters as parameters: one of many values, or one text with commas. */
export function queryOf(wanted: Wanted[], { fromDate, toDate }: Dates): URLSearchParams {
  const query = new URLSearchParams();
  for (const { name, values, isList } of wanted) {
    for (const value of isList ? [values.join(",")] : values) query.append(name, value);
  }
  if (fromDate !== null) query.set("fromDate", String(START + fromDate));
  if (toDate !== null) query.set("toDate", String(START + toDate));
  return query;
}

/** The definition, as naive as can be: OR inside a filter, AND between them, dates inclusive. */
export function fits(thing: Thing, time: number, wanted: Wanted[], { fromDate, toDate }: Dates): boolean {
  const isMet = ({ name, values }: Wanted) => traitsOf(thing, name).some((trait) => values.includes(trait));
  return wanted.every(isMet) && time >= (fromDate ?? 0) && time <= (toDate ?? Number.POSITIVE_INFINITY);
}

function traitsOf(thing: Thing, name: Name): string[] {
  if (name === "host") return [thing.url.split("/")[2] ?? ""];
  if (name === "path") return [`/${thing.url.split("/").slice(3).join("/").split("?")[0]}`];
  if (name === "label") return thing.labels;
  if (name === "state") return stateNames(thing.state);
  return [thing[name]].filter((trait) => trait !== undefined).map(String);
}

function stateNames(state: string): string[] {
  if (state === "CANCELED") return ["CANCELED", "CANCELLED"];
  return ["ACTIVE", "RETRY", "ERROR"].includes(state) ? [state, "IN_PROGRESS"] : [state];
}
