import type { HttpError } from "../http/http-error";
import { frame } from "./frame";
import { linkTo } from "./links";
import { markup } from "./markup";
import type { PageAnswer } from "./page-answer";
import type { PageCall } from "./page-call";

const TITLES = new Map([
  [403, "Not from there"],
  [404, "Not here"],
]);

/** What went wrong, and the way back. */
export function errorScreen(call: PageCall, { status, message }: HttpError): PageAnswer {
  // Who may not look is told nothing else.
  if (status === 403)
    return { status, headers: { "Content-Type": "text/plain; charset=utf-8" }, body: message };
  const title = TITLES.get(status) ?? "That did not work";
  const content = markup`<div class="card empty"><h1>${title}</h1><p>${message}</p>
<p><a href="${linkTo(call, "/")}">All messages</a></p></div>`;
  return frame(call, { title, status, content });
}
