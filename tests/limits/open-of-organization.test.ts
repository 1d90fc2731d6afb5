import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { enqueue } from "@/lib/jobs/enqueue";
import { enqueueMany } from "@/lib/jobs/enqueue-many";
import { select } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";
import { gatedJob } from "./gated-job";

const { job: capped } = gatedJob("capped", { openJobs: { perOrganization: 2 } });
const { job: uncapped } = gatedJob("uncapped");
const { job: unlimited } = gatedJob("unlimited", { openJobs: { perOrganization: "unlimited" } });

let world: World;
beforeAll(async () => {
  process.env.JOBS_OPEN_PER_ORGANIZATION = "3";
  world = await startWorld([]);
});
afterAll(() => world.stop());

const later = (organizationId: number | null) => ({ delay: 3600, actor: { userId: 1, organizationId } });

it("JOBS_OPEN_PER_ORGANIZATION counts jobs of all types together, but for those that are unlimited", async () => {
  await enqueueMany(uncapped, [{}, {}], later(1));
  await enqueue(capped, {}, later(1));
  const error = await enqueue(uncapped, {}, later(1)).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: "TooManyOpenJobs", fullOf: "organization", max: 3 });
  expect(String(error)).toContain("Organization 1 may have 3 open jobs, and");
  await enqueueMany(unlimited, [{}, {}, {}, {}], later(1));
  await enqueueMany(uncapped, [{}, {}, {}, {}], later(null));
  expect(await select(world.db, sql`select 1 from job_executions where counts_as_open`)).toHaveLength(3);
});

it("a type's own cap holds beside it", async () => {
  await enqueueMany(capped, [{}, {}], later(2));
  await expect(enqueue(capped, {}, later(2))).rejects.toMatchObject({ fullOf: "type", max: 2 });
  await enqueue(uncapped, {}, later(2));
});
