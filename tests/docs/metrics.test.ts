import { expect, it } from "vitest";
import { familiesOf } from "@/lib/jobs/metrics/families";
import { readText } from "@/tests/architecture/sources";

const families = familiesOf({ totals: [], depths: [], reconcileAgeSeconds: 1, lagSeconds: 1 });
const names = families.map(({ name }) => name);

function namesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\bjobs_[a-z_]+/g)].map(([name]) => name.replace(/_bucket$/, "")))];
}

it("the sample alert rules ask for metrics that there are", () => {
  const asked = namesIn(readText("docs/prometheus-alerts.yml"));
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.filter((name) => !names.includes(name))).toEqual([]);
});

it("docs/watching.md lists every metric, with its kind", () => {
  const page = readText("docs/watching.md");
  const missing = families.filter(
    ({ name, kind }) => !new RegExp(`\\| \`${name}\` \\| ${kind} \\|`).test(page),
  );
  expect(missing.map(({ name }) => name)).toEqual([]);
});
