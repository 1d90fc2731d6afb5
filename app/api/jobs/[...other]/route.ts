import { createOtherJobsRoute } from "@/lib/jobs/deploys/other-jobs";
import { registry } from "@/lib/registry";

export const maxDuration = 60;

export const POST = createOtherJobsRoute(registry);
