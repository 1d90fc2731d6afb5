import { IF_NONE_MATCH } from "@/app/_api/common";
import { BODIES } from "@/app/_api/components";
import type { Operation } from "@/app/_api/operation";

/** What jobs have made for people. */
export const ARTIFACTS: readonly Operation[] = [
  {
    operationId: "readArtifact",
    method: "get",
    path: "/api/v1/artifacts/{artifactId}",
    tag: "Files",
    summary: "See a file that a job made",
    description:
      "What it is, and while it is ready, `links.download`: a path that leads to the file itself, with the same key.",
    scope: "artifacts:read",
    requestHeaders: IF_NONE_MATCH,
    answers: {
      200: { description: "The file.", body: BODIES.artifact, headers: { ETag: true } },
      304: { description: "Nothing has changed.", headers: { ETag: true } },
    },
    problems: ["not-found"],
  },
];
