import { alerts } from "@/lib/alerts/alerts";
import { createReconcileRoute } from "@/lib/jobs/reconcile/route";
import { registry } from "@/lib/registry";

export const maxDuration = 120;

export const POST = createReconcileRoute(registry, alerts);
