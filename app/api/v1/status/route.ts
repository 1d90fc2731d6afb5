import { listAnswer } from "@/lib/api/list-answer";
import { listQuery } from "@/lib/api/list-query";
import { signedIn } from "@/lib/auth/signed-in";
import { answering } from "@/lib/http/answering";
import { jsonWithEtag } from "@/lib/http/etag";
import { nextPage } from "@/lib/http/next-page";
import { otherMethods } from "@/lib/http/other-methods";
import { queryParameters } from "@/lib/http/query-parameters";

/** The jobs of one's organization, newest first, page by page; 304 while nothing of the page has changed. */
export const GET = answering(async (request) => {
  const actor = await signedIn(request, "jobs:read");
  const page = await listAnswer(actor, queryParameters(request, listQuery));
  return jsonWithEtag(request, page, {
    "Cache-Control": "private, no-cache",
    ...nextPage(request, page.nextCursor),
  });
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
