import type { IncomingMessage } from "node:http";
import { type Answer, json } from "./answer";
import { checkApiKey } from "./api-request";
import { forgetMails, health, listMails } from "./dev-routes";
import { getEmail } from "./get-email";
import { mailHtml } from "./mail-html";
import { mailListPage } from "./mail-list-page";
import { mailPage } from "./mail-page";
import { postBatch } from "./post-batch";
import { postEmail } from "./post-email";
import { ResendError } from "./resend-error";
import type { ResendLocal } from "./resend-local";

type Handler = (local: ResendLocal, request: IncomingMessage, id: string) => Answer | Promise<Answer>;
type Route = { path: RegExp; methods: Record<string, Handler> };

const ROUTES: Route[] = [
  { path: /^\/emails$/, methods: { POST: api(postEmail) } },
  { path: /^\/emails\/batch$/, methods: { POST: api(postBatch) } },
  { path: /^\/emails\/([\w-]+)$/, methods: { GET: api((local, _request, id) => getEmail(local, id)) } },
  { path: /^\/_dev\/health$/, methods: { GET: health } },
  { path: /^\/_dev\/mails$/, methods: { GET: (local) => json(200, listMails(local)), DELETE: forgetMails } },
  { path: /^\/$/, methods: { GET: (local, { headers }) => mailListPage(local, `http://${headers.host}`) } },
  { path: /^\/mails\/([\w-]+)$/, methods: { GET: (local, _request, id) => mailPage(local, id) } },
  { path: /^\/mails\/([\w-]+)\/html$/, methods: { GET: (local, _request, id) => mailHtml(local, id) } },
];

/** Finds who answers a request and lets them. @throws {ResendError} 404, 405, or what the handler throws. */
export async function route(local: ResendLocal, request: IncomingMessage): Promise<Answer> {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  for (const { path, methods } of ROUTES) {
    const match = path.exec(pathname);
    if (match) return methodOf(methods, request)(local, request, match[1] ?? "");
  }
  throw new ResendError("not_found", "The requested endpoint does not exist.");
}

/** The part that Resend has too: a key is needed and the rate limit counts. */
function api(handler: Handler): Handler {
  return async (local, request, id) => {
    checkApiKey(local, request);
    const headers = local.rateLimit.take();
    const answer = await handler(local, request, id);
    return answer.kind === "content" ? { ...answer, headers: { ...headers, ...answer.headers } } : answer;
  };
}

function methodOf(methods: Record<string, Handler>, request: IncomingMessage): Handler {
  const handler = new Map(Object.entries(methods)).get(request.method ?? "");
  if (handler) return handler;
  throw new ResendError("method_not_allowed", "This endpoint does not support the specified HTTP method.", {
    headers: { allow: Object.keys(methods).join(", ") },
  });
}
