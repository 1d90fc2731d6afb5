import { expect, it } from "vitest";
import { fuzz } from "./campaign";

const runs = Number(process.env.QSTASH_FUZZ_RUNS ?? 20_000);
const seed = Number(process.env.QSTASH_FUZZ_SEED ?? Date.now() % 1_000_000);

it(`${runs} random requests crash nothing, hang nothing and get no undocumented answer (QSTASH_FUZZ_SEED=${seed})`, {
  timeout: 60_000 + runs * 10,
}, async () => {
  expect(await fuzz({ runs, seed })).toBeGreaterThanOrEqual(runs);
});
