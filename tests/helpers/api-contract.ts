import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { fullFormats } from "ajv-formats/dist/formats.js";
import { z } from "zod";
import { apiDocument } from "@/app/_api/document";

const schema = z.union([z.record(z.string(), z.unknown()), z.boolean()]);
const reference = z.object({ $ref: z.string() });
const header = z.object({ required: z.boolean().default(false), schema: z.record(z.string(), z.unknown()) });
const content = z.record(z.string(), z.object({ schema }));

const operation = z.object({
  operationId: z.string(),
  requestBody: z.object({ content, required: z.boolean() }).optional(),
  responses: z.record(
    z.string(),
    z.object({
      headers: z.record(z.string(), z.union([reference, header])).default({}),
      content: content.optional(),
    }),
  ),
});

const contract = z.object({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ headers: z.record(z.string(), header), schemas: z.record(z.string(), schema) }),
});

type Operation = z.output<typeof operation>;

/** Headers of the transport and of Node's server: no document tells of them. */
const TRANSPORT = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "date",
  "keep-alive",
  "transfer-encoding",
  "vary",
]);

// As it is served: whatever JSON leaves out is not in it.
const { paths, components } = contract.parse(JSON.parse(JSON.stringify(apiDocument())));
const ajv = new Ajv2020({
  strict: true,
  allowUnionTypes: true,
  strictRequired: false,
  allErrors: true,
  formats: fullFormats,
});
ajv.addSchema({ $id: "openapi", components: { schemas: components.schemas } });
ajv.addKeyword("components");

const validators = new Map<string, ValidateFunction>();

/** Operations that were seen to answer with which status, in this process. */
export const seen = new Set<string>();

/**
 * `fetch`, which throws when what the API answers is not as its document says: status, content type, headers, body; and
 * the request's body, where it was accepted. Other routes may answer what they like.
 */
export async function fetchByContract(request: Request): Promise<Response> {
  const { method, url } = request;
  const path = new URL(url).pathname;
  if (!path.startsWith("/api/v1/")) return await fetch(request);
  const body = await request.clone().text();
  const answer = await fetch(request);
  const wrong = await breaches({ method, path, body }, answer.clone());
  if (wrong.length > 0) throw new Error(`The API and its document disagree:\n${wrong.join("\n")}`);
  return answer;
}

/**
 * Holds one real answer of the API against the document: path, method, status, content type, headers and body; and the
 * request's body, where it was accepted.
 *
 * @returns what disagrees; nothing when all is as the document says.
 */
export async function breaches(
  request: { method: string; path: string; body: string },
  answer: Response,
): Promise<string[]> {
  const found = operationOf(request.method, request.path);
  if (found === undefined) return [`${request.method} ${request.path} is not in the document`];
  const said = found.responses[answer.status];
  const name = `${found.operationId} ${answer.status}`;
  if (said === undefined) return [`${name} is not in the document: ${await answer.text()}`];
  seen.add(name);
  const wrong = [
    ...headerBreaches(said.headers, answer.headers),
    ...bodyBreaches(said.content, answer.headers.get("content-type"), await answer.text()),
    ...(answer.ok ? requestBreaches(found, request.body) : []),
  ];
  return wrong.map((what) => `${name}: ${what}`);
}

function operationOf(method: string, path: string): Operation | undefined {
  const template = Object.keys(paths)
    .toSorted((a, b) => a.split("{").length - b.split("{").length)
    .find((candidate) => patternOf(candidate).test(path));
  return template === undefined ? undefined : paths[template]?.[method.toLowerCase()];
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`);
}

function headerBreaches(said: Operation["responses"][string]["headers"], real: Headers): string[] {
  const described = Object.entries(said).map(
    ([name, value]) => [name.toLowerCase(), resolved(value)] as const,
  );
  const unknown = [...real.keys()].filter(
    (name) => !TRANSPORT.has(name) && !described.some(([other]) => other === name),
  );
  return [
    ...unknown.map((name) => `header ${name} is not described`),
    ...described.flatMap(([name, { required, schema }]) => {
      const text = real.get(name);
      if (text === null) return required ? [`header ${name} is missing`] : [];
      const value = schema.type === "integer" ? Number(text) : text;
      return errorsOf(`header ${name}`, schema, value);
    }),
  ];
}

function resolved(given: z.output<typeof reference> | z.output<typeof header>): z.output<typeof header> {
  if (!("$ref" in given)) return given;
  const found = components.headers[given.$ref.split("/").at(-1) ?? ""];
  if (found === undefined) throw new Error(`${given.$ref} leads nowhere.`);
  return found;
}

function bodyBreaches(
  said: z.output<typeof content> | undefined,
  type: string | null,
  text: string,
): string[] {
  if (said === undefined) return text === "" ? [] : [`has a body, and should have none: ${text}`];
  const described = said[type?.split(";")[0] ?? "none"];
  if (described === undefined) return [`content type ${type} is not described`];
  return errorsOf("body", described.schema, JSON.parse(text));
}

function requestBreaches({ requestBody }: Operation, body: string): string[] {
  const described = requestBody?.content["application/json"];
  if (described === undefined || (body === "" && requestBody?.required === false)) return [];
  return errorsOf("request that was accepted", described.schema, JSON.parse(body));
}

/** What of a value does not fit a schema of the document. */
export function errorsOf(what: string, given: z.output<typeof schema>, value: unknown): string[] {
  const key = JSON.stringify(given);
  const validate = validators.get(key) ?? ajv.compile(absolute(given));
  validators.set(key, validate);
  if (validate(value)) return [];
  const errors = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  return [`${what} does not fit (${errors.join("; ")}): ${JSON.stringify(value)?.slice(0, 500)}`];
}

/** References into the document, from outside of it. */
function absolute(given: z.output<typeof schema>): z.output<typeof schema> {
  return schema.parse(JSON.parse(JSON.stringify(given).replaceAll('"$ref":"#/', '"$ref":"openapi#/')));
}
