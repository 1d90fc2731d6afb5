import { expect, it } from "vitest";
import { soak } from "@/scripts/proof/soak/soak";
import { CAN_READ_USAGE } from "@/scripts/proof/soak/usage/read-usage";

it("150 jobs of all kinds outlive kills of the app, Postgres and QStash: none lost, no effect twice", {
  timeout: 8 * 60_000,
}, async () => {
  const said: string[] = [];
  const { verdict, findings, folder } = await soak({
    jobs: 150,
    seed: 20_261_127,
    minutes: 0.35,
    everySeconds: 1.5,
    losesCallbacks: false,
    say: (line) => said.push(line),
  });
  expect(findings, `The logs are in ${folder}. ${said.join("\n")}`).toEqual([]);
  expect(verdict).toMatchObject({ ok: true, lost: 0, duplicateEffects: 0, stuck: 0 });
  expect(verdict.jobs).toBeGreaterThanOrEqual(150);
  const watched = Object.keys(verdict.usage ?? {}).toSorted();
  expect(watched).toEqual(CAN_READ_USAGE ? ["app-1", "app-2"] : []);
  expect(verdict.faults).toMatchObject({
    "kill-app-1": expect.any(Number),
    "kill-app-2": expect.any(Number),
    "restart-postgres": expect.any(Number),
    "kill-qstash": expect.any(Number),
    "rotate-keys": 1,
  });
});
