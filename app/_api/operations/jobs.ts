import { DEED, FOR_LATER, IDEMPOTENCY_KEY, IF_NONE_MATCH, NOT_STARTED, watched } from "@/app/_api/common";
import { BODIES } from "@/app/_api/components";
import type { Operation } from "@/app/_api/operation";
import { listQuery } from "@/lib/api/list-query";

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
    requestHeaders: IDEMPOTENCY_KEY,
    body: BODIES.dispatchRequest,
    example: {
      type: "export-data",
      payload: { exportType: "users", format: "csv", notifyEmail: "ada@example.test" },
    },
    answers: {
      202: {
        description: "The job is there, or was there already.",
        body: BODIES.accepted,
        headers: FOR_LATER,
      },
    },
    problems: NOT_STARTED,
  },
  {
    operationId: "readStatus",
    method: "get",
    path: "/api/v1/status/{jobId}",
    tag: "Jobs",
    summary: "See how a job stands",
    description:
      "A job that failed is still answered with 200: its `error` says why. While it is under way, ask again after `Retry-After`, or let the answer wait for something new: with `wait` and the `ETag` of the answer before, it comes as soon as the job is not what you have.",
    scope: "jobs:read",
    ...watched(BODIES.job),
  },
  {
    operationId: "listJobs",
    method: "get",
    path: "/api/v1/status",
    tag: "Jobs",
    summary: "List jobs",
    description:
      "Those of your organization, and your own that belong to none, newest first. The next page is where `Link` leads: the same request with `nextCursor` as its `cursor`.",
    scope: "jobs:read",
    query: listQuery,
    requestHeaders: IF_NONE_MATCH,
    answers: {
      200: { description: "A page of them.", body: BODIES.jobs, headers: { ETag: true, Link: false } },
      304: { description: "Nothing of this page has changed.", headers: { ETag: true, Link: false } },
    },
    problems: ["invalid"],
  },
  {
    operationId: "cancelJob",
    method: "post",
    path: "/api/v1/cancel/{jobId}",
    tag: "Jobs",
    summary: "Cancel a job",
    description:
      "What does not run is cancelled at once. A run is asked to stop, and ends as soon as it notices, unless it succeeds first. To ask again changes nothing.",
    scope: "jobs:operate",
    ...DEED,
    answers: {
      200: { description: "It is cancelled.", body: BODIES.job },
      202: {
        description: "Its run was asked to stop.",
        body: BODIES.job,
        headers: FOR_LATER,
      },
    },
    problems: ["not-found", "not-allowed", "not-cancellable"],
  },
  {
    operationId: "retryJob",
    method: "post",
    path: "/api/v1/retry/{jobId}",
    tag: "Jobs",
    summary: "Retry a job",
    description:
      "Gives a job that failed, timed out or was cancelled a second chance, with all of its tries: the same job, whose effects that are done stay done.",
    scope: "jobs:operate",
    isLimited: true,
    ...DEED,
    answers: {
      202: {
        description: "It is pending again.",
        body: BODIES.job,
        headers: FOR_LATER,
      },
    },
    problems: ["not-found", "not-allowed", "not-ended", "not-retryable", "payload-erased"],
  },
];
