import { afterAll, beforeAll, expect, it } from "vitest";
import { chooseFault, type Fault, readFault } from "@/lib/playground/faults";
import { type QStashLocal, startQStashLocal } from "@/scripts/qstash-local/server";

let qstash: QStashLocal;
beforeAll(async () => {
  qstash = await startQStashLocal();
});
afterAll(() => qstash.close());

it.each(["slow", "500", "timeout", "duplicate", "rotation"] satisfies Fault[])(
  "lets the local QStash do wrong what %s says, and only that",
  async (fault) => {
    await chooseFault(qstash.url, fault);
    expect(await readFault(qstash.url)).toEqual({ fault, strikes: 0 });
    expect(qstash.faults.list().rules).toHaveLength(1);
  },
);

it("ends it, and leaves alone what somebody else has switched on", async () => {
  qstash.faults.add({ id: "of-my-own", kind: "late", params: { ms: 1 }, match: { label: "other" } });
  await chooseFault(qstash.url, "duplicate");
  await chooseFault(qstash.url, "none");
  expect(await readFault(qstash.url)).toEqual({ fault: "none", strikes: 0 });
  expect(qstash.faults.list().rules.map(({ id }) => id)).toEqual(["of-my-own"]);
});

it("has nothing to say about a QStash that cannot be told, or is not there", async () => {
  expect(await readFault(`${qstash.url}/not-here`)).toBeNull();
  expect(await readFault("http://127.0.0.1:1")).toBeNull();
});
