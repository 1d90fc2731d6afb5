import { randomInt } from "node:crypto";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { AppServer } from "@/tests/helpers/app-server";
import type { Things } from "./expectations";
import { type RandomRequest, randomRequest } from "./random-request";
import type { Identity, Role } from "./roles";
import { startWithEverybody } from "./start-with-everybody";

const runs = Number(process.env.APP_FUZZ_RUNS ?? 3_000);
const seed = Number(process.env.APP_FUZZ_SEED ?? Date.now() % 1_000_000);
const AT_ONCE = 10;

let app: AppServer;
let roles: Record<Role, Identity>;
let things: Things;

beforeAll(async () => {
  ({ app, roles, things } = await startWithEverybody());
}, 700_000);
afterAll(() => app.stop());

it(`${runs} random requests by all kinds of people break nothing and learn nothing (APP_FUZZ_SEED=${seed})`, {
  timeout: 60_000 + runs * 100,
}, async () => {
  const some = fc.array(randomRequest, { minLength: AT_ONCE, maxLength: AT_ONCE });
  await fc.assert(
    fc.asyncProperty(some, async (requests) => {
      const complaints = await Promise.all(requests.map(complaintsOf));
      expect(complaints.flat()).toEqual([]);
    }),
    { seed, numRuns: Math.ceil(runs / AT_ONCE), endOnFailure: true },
  );
  // What a route did not expect is answered with 503, and Next's own errors with a page; the log has both.
  expect(app.lines.filter((line) => /Request failed|⨯|Unhandled|FATAL/.test(line))).toEqual([]);
  expect((await fetch(`${app.url}/api/health`)).status).toBe(200);
});

async function complaintsOf(request: RandomRequest): Promise<string[]> {
  const path = `${request.path(things).split("#", 1)[0]}`;
  const url = `${app.url}${path}${request.query === "" ? "" : `${path.includes("?") ? "&" : "?"}${request.query}`}`;
  const mayHaveBody = request.method !== "GET" && request.method !== "HEAD";
  const answer = await fetch(url, {
    method: request.method,
    redirect: "manual",
    headers: {
      Origin: app.url,
      "X-Forwarded-For": `198.18.${randomInt(256)}.${randomInt(256)}`,
      ...request.headers,
      ...roles[request.role],
    },
    body: mayHaveBody ? request.body : null,
    signal: AbortSignal.timeout(60_000),
  }).catch((error: unknown) => `no answer: ${String(error)}`);
  const said = `${request.method} ${url} by ${request.role} ${JSON.stringify(request.headers)} ${request.body}`;
  if (typeof answer === "string") return [`${answer}: ${said}`];
  const text = await answer.text();
  const wrong = [
    ...(answer.status >= 500 ? [`status ${answer.status}`] : []),
    ...leaksIn(text + JSON.stringify([...answer.headers]), request.role),
  ];
  return wrong.map((what) => `${what}: ${said.replaceAll(/x{50,}/g, "x…")}`.slice(0, 2_000));
}

const INSIDES = [
  /\n\s+at .+\.(js|ts|mjs):\d+/,
  /node_modules\//,
  /postgres(ql)?:\/\//,
  /\bselect .{1,200} from \w+/i,
  /\$2[aby]\$|scrypt/,
];
const SECRETS = [
  "QSTASH_TOKEN",
  "QSTASH_CURRENT_SIGNING_KEY",
  "QSTASH_NEXT_SIGNING_KEY",
  "RESEND_API_KEY",
  "BETTER_AUTH_SECRET",
] as const;
/** Of the demo organization. */
const OURS = /alan@example\.test|Alan Turing|Margaret Hamilton/;

function leaksIn(text: string, role: Role): string[] {
  const isOutside = role === "nobody" || role === "stranger";
  return [
    ...INSIDES.filter((pattern) => pattern.test(text)).map((pattern) => `shows ${pattern.exec(text)?.[0]}`),
    ...SECRETS.filter((name) => text.includes(app.environment[name])).map((name) => `shows ${name}`),
    ...(isOutside && OURS.test(text) ? ["shows another organization's people"] : []),
  ];
}
