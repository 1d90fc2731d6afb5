import { apiDocument } from "@/app/_api/document";
import { answering } from "@/lib/http/answering";
import { jsonWithEtag } from "@/lib/http/etag";

/** The API as OpenAPI 3.1, for anybody. */
export const GET = answering(async (request) =>
  jsonWithEtag(request, apiDocument(), { "Cache-Control": "public, max-age=300" }),
);
