import { createReconcileRoute } from "@/lib/jobs/reconcile/route";

export const maxDuration = 120;

/** No job of the soak waits for another deploy. */
export const POST = createReconcileRoute({ known: [], retired: [] });
