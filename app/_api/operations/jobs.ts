import { z } from "zod";
import { BODIES } from "@/app/_api/components";
import type { Operation } from "@/app/_api/operation";

/** Starting jobs and seeing how they stand. */
export const JOBS: readonly Operation[] = [
  {
    operationId: "dispatch",
    method: "post",
    path: "/api/v1/dispatch",
    tag: "Jobs",
    summary: "Start a job",
    description:
      "Answers as soon as the job is written down; watch it where `Location` leads. With an `Idempotency-Key`, a request that is sent again starts nothing new and gets the same answer.",
    scope: "jobs:write",
    isLimited: true,
    requestHeaders: z.object({
      "Idempotency-Key": z
        .string()
        .max(200)
        .optional()
        .describe("A text of your own: the same key with the same payload is the same job."),
    }),
    body: BODIES.dispatchRequest,
    example: {
      type: "export-data",
      payload: { exportType: "users", format: "csv", notifyEmail: "ada@example.test" },
    },
    answers: {
      202: {
        description: "The job is there, or was there already.",
        body: BODIES.accepted,
        headers: { Location: true, "Retry-After": true },
      },
    },
    problems: ["not-allowed", "unknown-type", "idempotency-mismatch", "too-many-open-jobs"],
  },
  {
    operationId: "readStatus",
    method: "get",
    path: "/api/v1/status/{jobId}",
    tag: "Jobs",
    summary: "See how a job stands",
    description:
      "A job that failed is still answered with 200: its `error` says why. While it is under way, ask again after `Retry-After`.",
    scope: "jobs:read",
    requestHeaders: z.object({
      "If-None-Match": z.string().optional().describe("The `ETag` of the answer before."),
    }),
    answers: {
      200: {
        description: "How it stands.",
        body: BODIES.job,
        headers: { ETag: true, "Retry-After": false },
      },
      304: { description: "Nothing has changed.", headers: { ETag: true, "Retry-After": false } },
    },
    problems: ["not-found"],
  },
];
