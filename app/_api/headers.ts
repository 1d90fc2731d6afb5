/** Every header that an answer of the API may have, beside those of the transport. */
export const HEADERS = {
  "Cache-Control": { description: "Whether the answer may be kept.", schema: { type: "string" } },
  ETag: {
    description:
      "Of this very state: send it back as `If-None-Match` and hear 304 while nothing has changed.",
    schema: { type: "string", pattern: '^(W/)?"[^"]*"$' },
  },
  Link: { description: 'The next page, as `<…>; rel="next"`.', schema: { type: "string" } },
  Location: {
    description: "Where to watch or find what was made.",
    schema: { type: "string", pattern: "^/" },
  },
  "RateLimit-Limit": {
    description: "Requests that may be sent in a minute. Not there where they are not limited.",
    schema: { type: "integer", minimum: 1 },
  },
  "RateLimit-Remaining": {
    description: "Requests that are left in this minute.",
    schema: { type: "integer", minimum: 0 },
  },
  "RateLimit-Reset": {
    description: "Seconds until the next minute begins.",
    schema: { type: "integer", minimum: 1, maximum: 60 },
  },
  "Retry-After": {
    description: "Seconds after which it makes sense to ask again.",
    schema: { type: "integer", minimum: 1 },
  },
  "WWW-Authenticate": { description: "`Bearer`: an API key is wanted.", schema: { type: "string" } },
  "X-Request-Id": { description: "What to quote when you ask for help.", schema: { type: "string" } },
} as const satisfies Record<string, { description: string; schema: Readonly<Record<string, unknown>> }>;

export type HeaderName = keyof typeof HEADERS;
