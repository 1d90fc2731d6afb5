import { handleReconcile } from "@/lib/jobs/reconcile/route";

export const maxDuration = 120;

export const POST = handleReconcile;
