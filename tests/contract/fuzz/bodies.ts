import * as fc from "fast-check";
import { option } from "./options";
import { destination, id, junk, label, mostly } from "./values";

const anything = fc.oneof(fc.jsonValue({ maxDepth: 2 }), junk);

const batchItem = fc.record(
  {
    destination: mostly(destination),
    headers: mostly(fc.array(option, { maxLength: 3 }).map(Object.fromEntries)),
    body: mostly(junk),
    queue: mostly(id),
  },
  { requiredKeys: ["destination"] },
);

const endpoints = fc.array(
  fc.record({ url: destination, name: fc.oneof(id, anything) }, { requiredKeys: [] }),
  {
    maxLength: 3,
  },
);

const time = mostly(
  fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.constantFrom("2030-01-01T00:00:00Z", "1e3")),
);

const batch = fc.array(mostly(batchItem), { maxLength: 5 });

/** What the other documented bodies look like, each part of it sometimes wrong. */
const documented: fc.Arbitrary<unknown> = fc.oneof(
  fc.record(
    { queueName: id, parallelism: mostly(fc.integer()), paused: mostly(fc.boolean()) },
    { requiredKeys: [] },
  ),
  fc.record({ endpoints: mostly(endpoints) }, { requiredKeys: [] }),
  fc.record({ at: time, to: time, factor: mostly(fc.double()) }, { requiredKeys: [] }),
  fc.record({ messageIds: mostly(fc.array(id, { maxLength: 3 })) }),
  fc.record({ headers: fc.dictionary(label, anything, { maxKeys: 3 }) }),
);

/** The body of a request to this target: one that is documented, JSON that is broken, anything or none. */
export function bodyFor(target: string): fc.Arbitrary<string> {
  if (target.startsWith("/v2/batch")) return texts(batch);
  return fc.oneof(fc.constant(""), texts(documented), texts(anything));
}

function texts(values: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const text = values.map((value) => JSON.stringify(value));
  const broken = fc.tuple(text, fc.nat(40)).map(([whole, end]) => whole.slice(0, end));
  return fc.oneof(
    { weight: 8, arbitrary: text },
    { weight: 1, arbitrary: broken },
    { weight: 1, arbitrary: junk },
  );
}
