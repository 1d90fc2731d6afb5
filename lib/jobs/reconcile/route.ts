import { z } from "zod";
import type { AlertSettings } from "@/lib/jobs/alerts/settings";
import { describeError } from "@/lib/jobs/describe-error";
import { emit } from "@/lib/jobs/events";
import { ForeignDatabaseError } from "@/lib/jobs/install/owner";
import { MESSAGE_BYTES_MAX } from "@/lib/jobs/limits";
import type { Registry } from "@/lib/jobs/registry";
import { receive } from "@/lib/jobs/worker/receive";
import { done, later } from "@/lib/jobs/worker/respond";
import { type Deploy, deployOf } from "./deploy";
import { reconcile } from "./reconcile";

/** Body of the reconcile schedule's messages. */
export const RECONCILE_MESSAGE = { v: 1, task: "reconcile" } as const;

const reconcileMessage = z.strictObject({ v: z.literal(1), task: z.literal("reconcile") });

/** Makes the route that the reconcile schedule calls: one pass, answered with its tally. With `alerts` it applies their rules. */
export function createReconcileRoute(
  registry: Pick<Registry, "known" | "retired">,
  alerts: AlertSettings | null = null,
): (request: Request) => Promise<Response> {
  const deploy = deployOf(registry, alerts);
  return (request) => pass(request, deploy);
}

async function pass(request: Request, deploy: Deploy): Promise<Response> {
  const delivery = await receive(request, reconcileMessage, MESSAGE_BYTES_MAX);
  if (delivery.refusal !== null) return delivery.refusal;
  try {
    return Response.json({ ok: true, code: "reconciled", ...(await reconcile(deploy)) });
  } catch (error) {
    emit({ name: "step-failed", during: "reconcile", error: describeError(error).message });
    // Calling again changes nothing about whose the database is.
    if (error instanceof ForeignDatabaseError) return done("foreign-database");
    return later("unavailable", 60);
  }
}
