import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GET as metrics } from "@/app/api/metrics/route";
import { enqueue } from "@/lib/jobs/enqueue";
import { boundedTypes, OTHER_TYPES } from "@/lib/jobs/metrics/bounded-types";
import { exposition } from "@/lib/jobs/metrics/exposition";
import { familiesOf } from "@/lib/jobs/metrics/families";
import { readReading } from "@/lib/jobs/metrics/read-reading";
import { rollUp } from "@/lib/jobs/metrics/roll-up";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { exercise } from "@/tests/helpers/exercise-job";
import { type ParsedFamily, parsePrometheus } from "@/tests/helpers/prometheus";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { serveRoutes } from "@/tests/helpers/route-server";
import { startWorld, type World } from "@/tests/helpers/world";

const TOKEN = "the-token-of-the-one-who-scrapes";

let world: World;
let server: Awaited<ReturnType<typeof serveRoutes>>;
beforeAll(async () => {
  quietConsole();
  process.env.METRICS_TOKEN = TOKEN;
  world = await startWorld();
  server = await serveRoutes({ "/api/metrics": metrics });
  for (const throws of [0, 1]) {
    const { jobId } = await enqueue(exercise, { act: "return", throws });
    await world.waitFor(jobId, "completed");
  }
  await world.deliver(exercise.endpoint, { v: 1 }, { key: "forged" });
  await rollUp(world.db, { lagSeconds: 0 });
  await reconcile();
});
afterAll(async () => {
  await server.close();
  await world.stop();
});

function valuesOf(found: Map<string, ParsedFamily>, name: string) {
  return found.get(name)?.samples.map(({ labels, value }) => [labels, value]);
}

function bound({ le = "" }: Record<string, string>): number {
  return Number(le.replace("+Inf", "Infinity"));
}

const scrape = (headers: Record<string, string>) => fetch(`${server.url}/api/metrics`, { headers });

describe("GET /api/metrics", () => {
  it("answers in a format that another parser reads, with the counts of each type", async () => {
    const answer = await scrape({ Authorization: `Bearer ${TOKEN}` });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const found = parsePrometheus(await answer.text());
    const labels = { type: exercise.type };
    expect(found.get("jobs_enqueued_total")).toEqual({
      name: "jobs_enqueued_total",
      type: "counter",
      samples: [{ name: "jobs_enqueued_total", labels, value: 2 }],
    });
    expect(valuesOf(found, "jobs_ended_total")).toContainEqual([{ ...labels, status: "completed" }, 2]);
    expect(valuesOf(found, "jobs_retries_total")).toEqual([[labels, 1]]);
    expect(valuesOf(found, "jobs_signature_failures_total")).toEqual([[{}, 1]]);
    expect(valuesOf(found, "jobs_run_duration_seconds")).toContainEqual([{ ...labels, le: "+Inf" }, 3]);
    expect(found.get("jobs_open")?.type).toBe("gauge");
    expect(valuesOf(found, "jobs_reconcile_age_seconds")).toHaveLength(1);
  });

  it("names each family once, with its help and type before its samples", async () => {
    const text = await (await scrape({ Authorization: `Bearer ${TOKEN}` })).text();
    const names = [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^jobs_[a-z_]+$/.test(name ?? ""))).toEqual([]);
    expect(text.endsWith("\n")).toBe(true);
  });

  it("counts the buckets of a histogram upwards, to as many as there are", async () => {
    const found = parsePrometheus(await (await scrape({ Authorization: `Bearer ${TOKEN}` })).text());
    const histograms = [...found.values()].filter(({ type }) => type === "histogram");
    expect(histograms).toHaveLength(3);
    for (const { name, samples } of histograms) {
      const buckets = samples.filter((sample) => sample.name === `${name}_bucket`);
      const upwards = buckets
        .toSorted((one, other) => bound(one.labels) - bound(other.labels))
        .map(({ value }) => value);
      expect(upwards).toEqual(upwards.toSorted((one, other) => one - other));
      expect(upwards.at(-1)).toBe(samples.find((sample) => sample.name === `${name}_count`)?.value);
    }
  });

  it.each([
    ["no token", {}],
    ["a wrong token", { Authorization: "Bearer wrong" }],
    ["the token without its scheme", { Authorization: TOKEN }],
    ["the token and more", { Authorization: `Bearer ${TOKEN}x` }],
    ["another scheme", { Authorization: `Basic ${TOKEN}` }],
    ["an empty one", { Authorization: "Bearer " }],
  ])("answers 401 to %s, and tells nothing", async (_, headers) => {
    const answer = await scrape(headers);
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    expect(await answer.text()).not.toMatch(/jobs_|exercise/);
  });
});

describe("labels", () => {
  it("of more than a hundred types are cut to the busiest and the rest together", async () => {
    await world.db.execute(sql`
      insert into job_metrics (span, bucket, job_type, enqueued, run_bins, run_seconds)
      select 'total', 'epoch', 'type-' || n, n, array_fill(1::bigint, array[19]), 1
      from generate_series(1, 300) as n`);
    const reading = await readReading(world.db);
    const types = new Set(reading.totals.map(({ type }) => type).filter((type) => type !== ""));
    expect(types.size).toBe(101);
    expect(types.has("type-300")).toBe(true);
    expect(types.has("type-5")).toBe(false);
    const other = reading.totals.find(({ type }) => type === OTHER_TYPES);
    expect(other?.counts.enqueued).toBe(2 + (200 * 201) / 2);
    expect(other?.histograms.run.bins[0]).toBeGreaterThanOrEqual(200);
    expect(exposition(familiesOf(reading)).split("\n").length).toBeLessThan(8_500);
  });

  it("keep their text whatever is in it", () => {
    const name = 'a "type"\\ of\nlines';
    const family = { name: "jobs_x", help: "One\\ two\nthree", kind: "gauge" as const };
    const text = exposition([{ ...family, samples: [{ labels: { type: name }, value: 1 }] }]);
    expect(text).toBe(
      '# HELP jobs_x One\\\\ two\\nthree\n# TYPE jobs_x gauge\njobs_x{type="a \\"type\\"\\\\ of\\nlines"} 1\n',
    );
  });

  it("stay as they are for few types", () => {
    const nothing = { totals: [], depths: [] };
    expect(boundedTypes(nothing)).toEqual(nothing);
  });
});
