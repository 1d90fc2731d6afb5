import { BODIES } from "./components";
import type { Operation } from "./operation";
import { ARTIFACTS } from "./operations/artifacts";
import { BATCHES } from "./operations/batches";
import { JOBS } from "./operations/jobs";
import { WEBHOOKS } from "./operations/webhooks";

const THIS_DOCUMENT: Operation = {
  operationId: "readDocument",
  method: "get",
  path: "/api/v1/openapi.json",
  tag: "This document",
  summary: "Read this document",
  description: "All of the API as OpenAPI 3.1, for anybody.",
  scope: null,
  answers: {
    200: { description: "The document.", body: BODIES.document, headers: { ETag: true } },
    304: { description: "Nothing has changed.", headers: { ETag: true } },
  },
  problems: [],
};

/** Every operation of `/api/v1`; a route without its line here fails `tests/api-document`. */
export const OPERATIONS: readonly Operation[] = [
  ...JOBS,
  ...BATCHES,
  ...ARTIFACTS,
  ...WEBHOOKS,
  THIS_DOCUMENT,
];
