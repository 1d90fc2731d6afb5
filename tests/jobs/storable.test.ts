import { sql } from "drizzle-orm";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "@/lib/db/client";
import { toStorable } from "@/lib/jobs/payloads/storable";
import { oddValues } from "@/tests/helpers/exercise-job";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";

let database: TestDatabase;
let connection: ReturnType<typeof connect>;
beforeAll(async () => {
  database = await testDatabase();
  connection = connect(database.url);
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

/** Throws when Postgres does not take the value. */
async function store(value: unknown): Promise<void> {
  const { json, note } = toStorable(value);
  await connection.db.execute(sql`select ${json}::jsonb, ${note}::text`);
}

const hostileText = fc.string({
  unit: fc.constantFrom("a", "\u0000", "\uD800", "\uDC00", "\\", '"', "u0000", "😀"),
});

const anything = fc.anything({
  key: hostileText,
  values: [fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.constant(undefined), hostileText],
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withObjectString: true,
  withSparseArray: true,
  withTypedArray: true,
});

const nasty: [string, unknown][] = [
  ...Object.entries(oddValues),
  ["a String object with a NUL", new String("a\u0000b")],
  ["a String object with half a character", { boxed: [new String("\uD800")] }],
  ["a key with a NUL", { "a\u0000b": 1 }],
  ["a toJSON that gives a NUL", { toJSON: () => "\u0000" }],
  ["a toJSON that gives a String object", { toJSON: () => new String("\u0000") }],
  ["the text \\u0000", "\\u0000"],
  ["1e308", 1e308],
  ["a revoked proxy", revoked()],
  [
    "a proxy whose keys throw",
    new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("no keys");
        },
      },
    ),
  ],
  ["64 KiB of quotes", '"'.repeat(64 * 1024)],
  ["a long text with escapes", '\\"'.repeat(15_000)],
];

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe("whatever a handler returns", () => {
  it.each(nasty)("Postgres can keep what becomes of it: %s", async (_, value) => {
    await store(value);
  });

  it("Postgres can keep what becomes of it: thousands of random values", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { minLength: 5, maxLength: 20 }), (values) => store(values)),
      { numRuns: 300 },
    );
  });

  it("comes back as it was when JSON and Postgres can express it", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, stringUnit: "grapheme" }), (value) => {
        fc.pre(!JSON.stringify(value).includes("u0000"));
        expect(toStorable(value)).toEqual({ json: JSON.stringify(value), note: null });
      }),
    );
  });
});
