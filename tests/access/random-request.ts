import * as fc from "fast-check";
import { appRoutes } from "./app-routes";
import { EXPECTATIONS, type Things } from "./expectations";
import { ROLES, type Role } from "./roles";

/** A request as it is made up, before it is known what things there are. */
export type RandomRequest = {
  role: Role;
  method: string;
  path: (things: Things) => string;
  query: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
};

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** What breaks programs: what means something to SQL, HTML, paths, JSON, JavaScript; too long, too large, no text. */
const junk = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom(
    "",
    "0",
    "-1",
    "1e309",
    "9223372036854775808",
    "NaN",
    "null",
    "undefined",
    "'; drop table users; --",
    "%00",
    "\u0000",
    "\ud800",
    "../../etc/passwd",
    "%2e%2e%2f",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "__proto__",
    "constructor",
    "2026-13-45",
    "0001-01-01T00:00:00Z",
    "01a2013f-f388-79b7-b611-fb284e5ee3d7",
    "x".repeat(3_000),
  ),
);

const routes = appRoutes();

/** Addresses of the app: of things that are there, and with anything in place of a parameter. */
const path: fc.Arbitrary<RandomRequest["path"]> = fc
  .tuple(fc.constantFrom(...routes), fc.boolean(), fc.array(junk, { minLength: 4, maxLength: 4 }))
  .map(([route, isReal, texts]) => {
    const real = EXPECTATIONS[route.name]?.address;
    if (isReal && real !== undefined) return real;
    let index = 0;
    const made = route.path.replaceAll(/\[[^\]]+\]/g, () =>
      encodeURIComponent(texts[index++ % 4]?.toWellFormed() ?? ""),
    );
    // To sign out would end a session that others use.
    return () => (made.includes("sign-out") ? "/" : made);
  });

/** Parameters that some route or other reads. */
export const NAMES = [
  "before",
  "after",
  "upTo",
  "cursor",
  "limit",
  "status",
  "type",
  "q",
  "next",
  "token",
  "from",
]
  .concat("to", "user", "action", "done", "key", "id", "ids", "deed", "sort", "tab", "period", "_rsc", "all")
  .concat("createdAfter", "createdBefore", "organization", "error", "payload", "batch", "parent", "schedule")
  .concat("at", "code", "since", "until", "replays", "as", "mine", "active", "wait", "range", "email", "view")
  .concat(
    "batchId",
    "parentJobId",
    "scheduleId",
    "jobId",
    "organizationId",
    "userId",
    "expires",
    "signature",
  );

const query = fc
  .array(fc.tuple(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...NAMES) }, junk), junk), {
    maxLength: 4,
  })
  .map((pairs) =>
    pairs.map((pair) => pair.map((text) => encodeURIComponent(text.toWellFormed())).join("=")).join("&"),
  );

const HEADERS = [
  "Accept",
  "Accept-Language",
  "Content-Type",
  "Idempotency-Key",
  "If-None-Match",
  "Range",
].concat(
  ["If-Match", "If-Range", "Origin", "Referer", "Sec-Fetch-Site", "Authorization", "Upstash-Signature"],
  ["Next-Action", "RSC", "Next-Router-State-Tree", "Next-Router-Prefetch", "X-HTTP-Method-Override"],
  ["X-Forwarded-Host", "X-Forwarded-Proto", "X-Request-Id", "Prefer", "Webhook-Id", "Stripe-Signature"],
);

const FORM = { "Content-Type": "multipart/form-data; boundary=x" };

const FITTING = fc.constantFrom(
  "application/json",
  "text/html",
  "text/x-component",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "bytes=0-",
  "bytes=5-2",
  '"x"',
  "*",
  "same-origin",
  "cross-site",
  "https://elsewhere.example",
  "1",
  "Bearer bgj_abcdefgh_x",
  "DELETE",
);

const anyHeaders = fc
  .array(fc.tuple(fc.constantFrom(...HEADERS), fc.oneof(FITTING, junk)), { maxLength: 4 })
  .map((pairs) => Object.fromEntries(pairs.map(([name, value]) => [name, sendable(value)])));

/** A quarter says that it is a form, as pages send them: what reads those is not ours. */
const headers = fc
  .tuple(anyHeaders, fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, fc.constant(FORM)))
  .map(([some, form]) => ({ ...some, ...form }));

const body = fc.oneof(
  fc.constant(null),
  fc.json({ maxDepth: 3 }),
  junk,
  fc
    .record(
      {
        type: fc.oneof(fc.constantFrom("send-email", "export-data", "generate-report", "nothing"), junk),
        payload: fc.oneof(
          fc.dictionary(junk, junk, { maxKeys: 3 }),
          fc.constant({ template: "welcome" }),
          junk,
        ),
        options: fc.dictionary(
          fc.constantFrom("delay", "retries", "priority", "runAt"),
          fc.oneof(junk, fc.double()),
        ),
        url: fc.oneof(fc.webUrl(), junk),
        email: fc.oneof(fc.emailAddress(), junk),
        password: junk,
        role: junk,
        reason: junk,
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value)),
  fc
    .array(fc.tuple(fc.constantFrom("$ACTION_ID_x", "1_$ACTION_REF_1", "$ACTION_1:0", "email", "0"), junk))
    .map((fields) => `${fields.map(([name, value]) => part(name, value)).join("")}--x--\r\n`),
);

/** Any request to the app, by anybody. */
export const randomRequest: fc.Arbitrary<RandomRequest> = fc.record({
  role: fc.constantFrom(...ROLES),
  method: fc.constantFrom(...METHODS),
  path,
  query,
  headers,
  body,
});

function part(name: string, value: string): string {
  return `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}

/** What fetch lets through. */
function sendable(text: string): string {
  return text.replaceAll(/[^\t\x20-\x7e]/g, "?").slice(0, 2_000);
}
