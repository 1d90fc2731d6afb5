import { SCOPES } from "@/lib/auth/api-keys/scopes";
import { PROBLEMS, type ProblemName } from "@/lib/http/problems";
import { BODIES } from "./components";
import { HEADERS, type HeaderName } from "./headers";
import type { Operation } from "./operation";
import { OPERATIONS } from "./operations";
import { inline, type JsonSchema, reference, schemas } from "./schemas";

let document: ReturnType<typeof makeDocument> | undefined;

/** The API as OpenAPI 3.1, made once from the schemas by which the routes read and answer. */
export function apiDocument(): ReturnType<typeof makeDocument> {
  document ??= makeDocument();
  return document;
}

function makeDocument() {
  return {
    openapi: "3.1.1",
    info: {
      title: "Background jobs",
      version: "1",
      summary: "Starts jobs and tells how they stand.",
      description: INTRODUCTION,
    },
    servers: [{ url: "/", description: "Where this document is." }],
    tags: [...new Set(OPERATIONS.map(({ tag }) => tag))].map((name) => ({ name })),
    paths: paths(),
    components: {
      securitySchemes: {
        session: {
          type: "apiKey",
          in: "cookie",
          name: "better-auth.session_token",
          description:
            "The cookie of somebody who is signed in; over https its name begins with `__Secure-`.",
        },
        apiKey: { type: "http", scheme: "bearer", bearerFormat: "bgj_…", description: KEYS },
      },
      headers: HEADERS,
      schemas: schemas(),
    },
  };
}

const INTRODUCTION =
  "Send JSON, and a session's cookie or an API key. What goes wrong is answered with `application/problem+json` (RFC 9457), " +
  "whose `type` leads to what to do about it. What belongs to another organization is not found.";

const KEYS = `Made at /api-keys. Scopes: ${Object.entries(SCOPES)
  .map(([scope, meaning]) => `\`${scope}\` (${meaning.toLowerCase()})`)
  .join(", ")}.`;

function paths(): Record<string, Record<string, ReturnType<typeof described>>> {
  const all: Record<string, Record<string, ReturnType<typeof described>>> = {};
  for (const operation of OPERATIONS) {
    all[operation.path] = { ...all[operation.path], [operation.method]: described(operation) };
  }
  return all;
}

function described(operation: Operation) {
  const { operationId, tag, summary, description, scope, body, isBodyOptional, example } = operation;
  return {
    operationId,
    tags: [tag],
    summary,
    description,
    security: scope === null ? [] : [{ session: [] }, { apiKey: [scope] }],
    parameters: parameters(operation),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: isBodyOptional !== true,
            content: { "application/json": { schema: reference(body), example } },
          },
        }),
    responses: { ...answers(operation), ...refusals(operation) },
  };
}

type Parameter = {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  description?: string;
  schema: JsonSchema;
};

function parameters({ path, query, requestHeaders }: Operation): Parameter[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path" as const,
    required: true,
    schema: { type: "string", format: "uuid" },
  }));
  const others = [["query", query] as const, ["header", requestHeaders] as const].flatMap(([place, fields]) =>
    Object.entries(fields?.shape ?? {}).map(([name, schema]) => {
      const { description, ...json } = inline(schema);
      return {
        name,
        in: place,
        required: !schema.safeParse(undefined).success,
        ...(typeof description === "string" ? { description } : {}),
        schema: json,
      };
    }),
  );
  return [...inPath, ...others];
}

type Described = {
  description: string;
  headers?: Record<string, { $ref: string } | { required: true; description: string; schema: JsonSchema }>;
  content?: Record<string, { schema: JsonSchema }>;
};

function answers({ answers, isLimited, method }: Operation): Record<string, Described> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, body, headers }]) => [
      status,
      {
        description,
        headers: headersOf({
          ...(method === "delete" ? {} : { "Cache-Control": true }),
          "X-Request-Id": true,
          ...headers,
          ...(isLimited === true ? LIMITS : {}),
        }),
        ...(body === undefined ? {} : { content: { "application/json": { schema: reference(body) } } }),
      },
    ]),
  );
}

const LIMITS = { "RateLimit-Limit": false, "RateLimit-Remaining": false, "RateLimit-Reset": false } as const;

/** All problems of one status are one answer: which of them it is, its `type` says. */
function refusals(operation: Operation): Record<string, Described> {
  const named = problemsOf(operation);
  const statuses = [...new Set(named.map((name) => PROBLEMS[name].status))];
  return Object.fromEntries(
    statuses.map((status) => {
      const names = named.filter((name) => PROBLEMS[name].status === status);
      return [String(status), refusal(status, names, operation.isLimited === true)];
    }),
  );
}

function refusal(status: number, names: readonly ProblemName[], isLimited: boolean): Described {
  const schema = {
    ...reference(BODIES.problem),
    type: "object",
    properties: {
      type: { enum: names.map((name) => `/docs/problems#${name}`) },
      status: { const: status },
    },
  };
  return {
    description: names.map((name) => `\`${name}\`: ${PROBLEMS[name].title}.`).join(" "),
    headers: headersOf({
      "Cache-Control": true,
      "X-Request-Id": true,
      ...(status === 401 ? { "WWW-Authenticate": false } : {}),
      ...(status === 429 || status === 503 ? { "Retry-After": true } : {}),
      ...(isLimited && status !== 401 ? LIMITS : {}),
    }),
    content: { "application/problem+json": { schema } },
  };
}

/** Those of its own, and those that come with its scope, its body, its limit. */
function problemsOf({ scope, body, isLimited, problems }: Operation): ProblemName[] {
  const all: ProblemName[] = [
    ...(scope === null ? [] : (["not-signed-in", "wrong-api-key", "missing-scope"] as const)),
    ...(body === undefined ? [] : WITH_BODY),
    ...(isLimited === true ? (["rate-limited"] as const) : []),
    ...problems,
    "unavailable",
  ];
  return [...new Set(all)];
}

const WITH_BODY = ["cross-site", "not-json", "wrong-content-type", "too-large", "invalid"] as const;

function headersOf(wanted: Partial<Record<HeaderName, boolean>>): NonNullable<Described["headers"]> {
  return Object.fromEntries(
    Object.entries(HEADERS).flatMap(([name, header]) => {
      const isRequired = Object.entries(wanted).find(([other]) => other === name)?.[1];
      if (isRequired === undefined) return [];
      return [
        [
          name,
          isRequired ? { required: true as const, ...header } : { $ref: `#/components/headers/${name}` },
        ],
      ];
    }),
  );
}
