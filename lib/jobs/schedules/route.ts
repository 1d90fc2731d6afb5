import { z } from "zod";
import { database } from "@/lib/db/client";
import { env } from "@/lib/env/env";
import { describeError } from "@/lib/jobs/describe-error";
import { emit } from "@/lib/jobs/events";
import { assertOwnDatabase, ForeignDatabaseError } from "@/lib/jobs/install/owner";
import { MESSAGE_BYTES_MAX } from "@/lib/jobs/limits";
import { followThrough } from "@/lib/jobs/publishing/follow-through";
import { isDraining } from "@/lib/jobs/worker/drain";
import { receive } from "@/lib/jobs/worker/receive";
import { done, elsewhere, later } from "@/lib/jobs/worker/respond";
import { fire } from "./fire";
import { idPrefix } from "./wanted";

/** Body of each firing: which schedule it is, as QStash knows it, and nothing else. */
const firing = z.strictObject({ v: z.literal(1), schedule: z.string().min(1).max(200) });

/**
 * The route that schedules call. Answers 200 to whatever needs no further delivery: a doubled firing, and one that
 * should not have come, which is reported and does nothing.
 */
export async function handleSchedule(request: Request): Promise<Response> {
  const delivery = await receive(request, firing, MESSAGE_BYTES_MAX);
  if (delivery.refusal !== null) return delivery.refusal;
  if (isDraining()) return elsewhere();
  try {
    await assertOwnDatabase(database());
    return await answer(delivery.body.schedule);
  } catch (error) {
    emit({ name: "step-failed", during: "fire a schedule", error: describeError(error).message });
    if (error instanceof ForeignDatabaseError) return done("foreign-database");
    return later("unavailable", 10);
  }
}

async function answer(scheduleId: string): Promise<Response> {
  const prefix = idPrefix(env());
  if (!scheduleId.startsWith(prefix)) return ignored(scheduleId, "foreign");
  const fired = await fire(scheduleId.slice(prefix.length));
  if (fired.became === "ignored") return ignored(scheduleId, fired.reason);
  if (fired.became === "doubled") return done("doubled");
  const { outcome, leg } = fired.occurred;
  if (leg !== null) await followThrough({ legs: [leg], flaggedBatches: [] });
  return done(outcome.replaceAll("_", "-"));
}

function ignored(scheduleId: string, reason: "foreign" | "unknown" | "paused" | "not-due"): Response {
  emit({ name: "firing-ignored", scheduleId, reason });
  return done("ignored");
}
