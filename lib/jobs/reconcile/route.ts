import { z } from "zod";
import { describeError } from "@/lib/jobs/describe-error";
import { emit } from "@/lib/jobs/events";
import { ForeignDatabaseError } from "@/lib/jobs/install/owner";
import { MESSAGE_BYTES_MAX } from "@/lib/jobs/limits";
import { receive } from "@/lib/jobs/worker/receive";
import { done, later } from "@/lib/jobs/worker/respond";
import { reconcile } from "./reconcile";

/** Body of the reconcile schedule's messages. */
export const RECONCILE_MESSAGE = { v: 1, task: "reconcile" } as const;

const reconcileMessage = z.strictObject({ v: z.literal(1), task: z.literal("reconcile") });

/** The route that the reconcile schedule calls: one pass, answered with its tally. */
export async function handleReconcile(request: Request): Promise<Response> {
  const delivery = await receive(request, reconcileMessage, MESSAGE_BYTES_MAX);
  if (delivery.refusal !== null) return delivery.refusal;
  try {
    return Response.json({ ok: true, code: "reconciled", ...(await reconcile()) });
  } catch (error) {
    emit({ name: "step-failed", during: "reconcile", error: describeError(error).message });
    // Calling again changes nothing about whose the database is.
    if (error instanceof ForeignDatabaseError) return done("foreign-database");
    return later("unavailable", 60);
  }
}
