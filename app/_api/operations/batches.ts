import { DEED, FOR_LATER, IDEMPOTENCY_KEY, NOT_STARTED, watched } from "@/app/_api/common";
import { BODIES } from "@/app/_api/components";
import type { Operation } from "@/app/_api/operation";

const PATH = "/api/v1/batches";

/** Many jobs that are watched together. */
export const BATCHES: readonly Operation[] = [
  {
    operationId: "startBatch",
    method: "post",
    path: PATH,
    tag: "Batches",
    summary: "Start many jobs",
    description:
      "Up to a thousand jobs of one type, as one batch: all of them, or none where one payload does not fit or may not be sent. The body may have 1 MiB.",
    scope: "jobs:write",
    isLimited: true,
    requestHeaders: IDEMPOTENCY_KEY,
    body: BODIES.batchRequest,
    example: {
      type: "export-data",
      payloads: [
        { exportType: "users", format: "csv", notifyEmail: "ada@example.test" },
        { exportType: "users", format: "json", notifyEmail: "ada@example.test" },
      ],
      options: { onFailure: "continue" },
    },
    answers: {
      202: {
        description: "The batch is there, or was there already.",
        body: BODIES.batchAccepted,
        headers: FOR_LATER,
      },
    },
    problems: NOT_STARTED,
  },
  {
    operationId: "readBatch",
    method: "get",
    path: `${PATH}/{batchId}`,
    tag: "Batches",
    summary: "See how a batch stands",
    description:
      "How many of its jobs have ended, and how. With `wait` the answer comes as soon as one more has.",
    scope: "jobs:read",
    ...watched(BODIES.batch),
  },
  {
    operationId: "cancelBatch",
    method: "post",
    path: `${PATH}/{batchId}/cancel`,
    tag: "Batches",
    summary: "Cancel a batch",
    description:
      "Those of its jobs that do not run are cancelled at once, runs are asked to stop. What has ended stays as it is.",
    scope: "jobs:operate",
    ...DEED,
    answers: {
      200: { description: "All of its jobs have ended.", body: BODIES.batch },
      202: {
        description: "Runs were asked to stop.",
        body: BODIES.batch,
        headers: FOR_LATER,
      },
    },
    problems: ["not-found", "not-cancellable"],
  },
];
