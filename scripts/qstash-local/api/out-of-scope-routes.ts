import { HttpError } from "../http/http-error";
import type { ApiRoute } from "./api-call";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const WORKFLOWS = "workflows belong to Upstash Workflow: see https://upstash.com/docs/workflow";

/** What the service has besides QStash itself: told apart from a path that nobody knows. Source: protocol §10.4. */
export const outOfScopeRoutes: ApiRoute[] = [
  ...notHere("/v2/workflows*", WORKFLOWS),
  ...notHere("/v2/notify/*", WORKFLOWS),
  ...notHere("/v2/waiters/*", WORKFLOWS),
  ...notHere("/llm/*", "this server talks to no language model: call your provider itself"),
];

function notHere(pattern: string, why: string): ApiRoute[] {
  return METHODS.map((method) => ({ method, pattern, handle: () => refuse(why) }));
}

/** @throws {HttpError} 501 for a destination that is an integration of the service and no address. */
export function assertNoIntegration(destination: string): void {
  if (!destination.startsWith("api/")) return;
  refuse(
    `the destination "${destination}" is an integration of QStash: publish to your provider's URL instead`,
  );
}

function refuse(why: string): never {
  throw new HttpError(501, `not part of this local server: ${why}`);
}
