import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { enqueue } from "@/lib/jobs/enqueue";
import { PayloadError } from "@/lib/jobs/errors";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { dropStandingFollowUp, type Standing, standFollowUp } from "@/lib/jobs/standing-follow-ups";
import { cancel } from "@/lib/jobs/transitions/cancel";
import { claim } from "@/lib/jobs/transitions/claim";
import { exhaust } from "@/lib/jobs/transitions/exhaust";
import type { Leg } from "@/lib/jobs/transitions/leg";
import { revive } from "@/lib/jobs/transitions/revive";
import { runLeavings } from "@/lib/jobs/worker/leavings";
import { settle } from "@/lib/jobs/worker/settle";
import { exercise, handleExercise } from "@/tests/helpers/exercise-job";
import { handleListener, listener } from "@/tests/helpers/listener-job";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { alter, plant, unsoundRows } from "@/tests/helpers/rows";
import { handleWitness, witness } from "@/tests/helpers/witness-job";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
/** Each story has an organization of its own. */
let organizationId = 1000;
beforeAll(async () => {
  quietConsole();
  world = await startWorld([handleExercise, handleWitness, handleListener]);
});
afterEach(async () => {
  organizationId += 1;
  world.proxy.fault = "none";
  expect(await unsoundRows(world.db)).toEqual([]);
});
afterAll(() => world.stop());

const actor = () => ({ userId: 7, organizationId });

async function stand(changes: Partial<Standing> = {}): Promise<string> {
  const followUpId = randomUUID();
  const all = { followUpId, organizationId, onSuccess: true, onFailure: true, jobTypes: null };
  await standFollowUp(world.db, { ...all, ...changes }, listener, { name: "all" });
  return followUpId;
}

describe("a standing follow-up", () => {
  it("follows a job that completed, once, and learns what ended", async () => {
    await stand();
    const { jobId } = await enqueue(exercise, { act: "return" }, { actor: actor() });
    await world.waitFor(jobId, "completed");
    const [follower, ...others] = await followersOf(jobId);
    expect(others).toEqual([]);
    expect(follower).toMatchObject({ user_id: null, organization_id: organizationId });
    expect(await world.waitFor(follower?.job_id ?? "", "completed")).toMatchObject({
      result: {
        name: "all",
        ended: { jobId, type: "exercise", status: "completed", revivals: 0, error: null },
      },
    });
  });

  it.each([
    ["failed", { act: "non-retryable" }],
    ["timeout", { act: "hang" }],
  ] as const)("follows a job that ended as %s and learns why", async (status, payload) => {
    await stand();
    const { jobId } = await enqueue(exercise, payload, { actor: actor(), retries: 0 });
    const { error, error_code } = await world.waitFor(jobId, status);
    const [follower] = await followersOf(jobId);
    expect(follower?.payload.ended).toMatchObject({ status, error: { code: error_code, message: error } });
  });

  it("follows what reconcile ends, as it follows a run's end", async () => {
    await stand();
    world.proxy.fault = "refuse";
    const late = await plant(world.db, { act: "return" }, { actor: actor() });
    await alter(world.db, late.jobId, sql`deadline_at = clock_timestamp() - interval '1 hour'`);
    world.proxy.fault = "none";
    await reconcile();
    expect(await world.row(late.jobId)).toMatchObject({ status: "timeout" });
    const spent = await planted();
    await alter(world.db, spent.jobId, sql`rescues = 5`);
    await exhaust(world.db, [spent]);
    expect(await world.row(spent.jobId)).toMatchObject({ status: "failed", error_code: "undeliverable" });
    for (const { jobId } of [late, spent]) expect(await followersOf(jobId)).toHaveLength(1);
  });

  it("follows once when the answer of a settlement is lost and it settles again", async () => {
    await stand();
    const held = await heldRun(await planted());
    for (let time = 0; time < 3; time += 1)
      await settle(
        { verb: "complete", result: { json: "1", note: null }, followUps: [] },
        held,
        runLeavings(null),
      );
    expect(await followersOf(held.jobId)).toHaveLength(1);
  });

  it("follows neither a job that is only retrying nor one that was cancelled", async () => {
    await stand();
    world.proxy.fault = "refuse";
    const retrying = await plant(world.db, { act: "return", throws: 1 }, { actor: actor() });
    await deliver(retrying);
    expect(await world.row(retrying.jobId)).toMatchObject({ status: "retrying" });
    const cancelled = await planted();
    await cancel(world.db, [cancelled.jobId]);
    for (const { jobId } of [retrying, cancelled]) expect(await followersOf(jobId)).toEqual([]);
  });

  it("follows the new end of a revived job too, and can tell the two apart", async () => {
    await stand();
    world.proxy.fault = "refuse";
    const row = await plant(world.db, { act: "return", throws: 1 }, { actor: actor(), retries: 0 });
    await deliver(row);
    await revive(world.db, [row.jobId], { userId: null });
    await alter(world.db, row.jobId, sql`payload = '{"act":"return"}'`);
    await deliver({ ...row, leg: 2 });
    const ends = (await followersOf(row.jobId)).map(({ payload }) => payload.ended);
    expect(ends).toMatchObject([
      { status: "failed", revivals: 0 },
      { status: "completed", revivals: 1 },
    ]);
  });

  it("does not follow jobs of its own type, so that none goes on for ever", async () => {
    await stand();
    const { jobId } = await enqueue(witness, { name: "x" }, { actor: actor() });
    await world.waitFor(jobId, "completed");
    const [follower] = await followersOf(jobId);
    await world.waitFor(follower?.job_id ?? "", "completed");
    expect(await followersOf(follower?.job_id ?? "")).toEqual([]);
  });

  it("follows only its own organization's jobs, of the types and ends it names", async () => {
    await stand({ jobTypes: ["witness"], onFailure: false });
    const { db } = world;
    const strangers = { userId: 7, organizationId: 1 };
    const others = [
      await enqueue(witness, { name: "x" }, { actor: strangers }),
      await enqueue(witness, { name: "x" }),
      await enqueue(exercise, { act: "return" }, { actor: actor() }),
    ];
    for (const { jobId } of others) await world.waitFor(jobId, "completed");
    const failing = await enqueue(witness, { name: "x" }, { actor: actor(), delay: 60, publish: "now" });
    await alter(db, failing.jobId, sql`deadline_at = clock_timestamp() - interval '1 hour'`);
    await reconcile();
    for (const { jobId } of [...others, failing]) expect(await followersOf(jobId)).toEqual([]);
    const { jobId } = await enqueue(witness, { name: "x" }, { actor: actor() });
    await world.waitFor(jobId, "completed");
    expect(await followersOf(jobId)).toHaveLength(1);
  });

  it("follows nothing any more once it was dropped", async () => {
    const followUpId = await stand();
    await dropStandingFollowUp(world.db, followUpId);
    await dropStandingFollowUp(world.db, followUpId);
    const { jobId } = await enqueue(exercise, { act: "return" }, { actor: actor() });
    await world.waitFor(jobId, "completed");
    expect(await followersOf(jobId)).toEqual([]);
  });

  it("is refused for a job whose payload does not take what ended; nothing is written", async () => {
    const all = {
      followUpId: randomUUID(),
      organizationId,
      onSuccess: true,
      onFailure: true,
      jobTypes: null,
    };
    // @ts-expect-error: the payload does not fit
    const standing = standFollowUp(world.db, all, listener, { title: "all" });
    await expect(standing).rejects.toBeInstanceOf(PayloadError);
    expect((await heldRun(await planted())).isPlain).toBe(true);
  });
});

describe("a job of an organization without any", () => {
  it("is settled by the plain statement, also while others have some", async () => {
    await stand({ organizationId: organizationId + 500 });
    expect((await heldRun(await planted())).isPlain).toBe(true);
    expect((await heldRun(await plant(world.db))).isPlain).toBe(true);
    await stand();
    expect((await heldRun(await planted())).isPlain).toBe(false);
  });
});

/** A row of the story's organization whose message never leaves. */
async function planted(): Promise<Leg> {
  world.proxy.fault = "refuse";
  return plant(world.db, { act: "return" }, { actor: actor() });
}

function deliver({ jobId, type, leg }: Pick<Leg, "jobId" | "type" | "leg">) {
  return world.deliver(exercise.endpoint, { v: 1, jobId, type, leg });
}

async function heldRun({ jobId, type, leg }: Leg) {
  const claimed = await claim(world.db, { jobId, type, leg, claimId: randomUUID() });
  if (!claimed.claimed) throw new Error("Nobody else runs it.");
  return claimed.held;
}

const follower = z.object({
  job_id: z.string(),
  user_id: z.coerce.number().nullable(),
  organization_id: z.coerce.number(),
  payload: listener.payload,
});

function followersOf(jobId: string) {
  return query(
    world.db,
    follower,
    sql`select * from job_executions where parent_job_id = ${jobId}::uuid order by created_at`,
  );
}
