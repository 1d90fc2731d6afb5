import { apiDocument } from "@/app/_api/document";
import { answering } from "@/lib/http/answering";
import { jsonWithEtag } from "@/lib/http/etag";
import { otherMethods } from "@/lib/http/other-methods";

/** The API as OpenAPI 3.1, for anybody. */
export const GET = answering(async (request) =>
  jsonWithEtag(request, apiDocument(), { "Cache-Control": "public, max-age=300" }),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
