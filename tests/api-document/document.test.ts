import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { z } from "zod";
import { apiDocument } from "@/app/_api/document";
import { SCOPES } from "@/lib/auth/api-keys/scopes";
import { PROBLEMS } from "@/lib/http/problems";
import { registry } from "@/lib/registry";
import { errorsOf } from "@/tests/helpers/api-contract";
import { apiRoutes } from "@/tests/helpers/api-routes";

const text = JSON.stringify(apiDocument());
const { paths, components } = apiDocument();
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
);

const isOpen = ({ type }: { type: string }) => registry.findOpen(type) !== undefined;

it("has every route of /api/v1 and every method of it, and no others", async () => {
  const served = (await apiRoutes()).flatMap(({ path, methods }) =>
    methods.map((method) => `${method} ${path}`),
  );
  const described = operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`);
  expect(described.toSorted()).toEqual(served.toSorted());
});

it("every reference leads to something", () => {
  for (const [, group = "", name = ""] of text.matchAll(/"#\/components\/(\w+)\/([\w.-]+)"/g)) {
    const named: Record<string, unknown> = group === "headers" ? components.headers : components.schemas;
    expect([group, name, Object.hasOwn(named, name)]).toEqual([group, name, true]);
  }
});

it("every operation has an id of its own, words, its parameters, and a scope that exists or none", () => {
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  for (const { path, summary, description, parameters, security } of operations) {
    expect([summary.length > 0, description.length > 0]).toEqual([true, true]);
    const inPath = parameters.filter((parameter) => parameter.in === "path").map(({ name }) => `{${name}}`);
    expect(path.match(/\{\w+\}/g) ?? []).toEqual(inPath);
    for (const { apiKey = [] } of security)
      expect(apiKey.every((scope) => Object.hasOwn(SCOPES, scope))).toBe(true);
  }
});

it("every example fits", () => {
  const examples = operations.flatMap(({ requestBody }) => requestBody?.content["application/json"] ?? []);
  expect(examples.length).toBeGreaterThan(2);
  for (const { schema, example } of examples) expect(errorsOf("example", schema, example)).toEqual([]);
});

const optioned = z.object({
  properties: z.object({
    options: z.object({
      properties: z.record(z.string(), z.looseObject({ description: z.string().min(20) })),
    }),
  }),
});

it("says of every option what it does, in which unit and within which bounds", () => {
  const schemas = Object.entries(components.schemas).filter(([name]) => /^\w+?(Batch)?Request$/.test(name));
  const withOptions = schemas.filter(([, schema]) => "properties" in schema);
  expect(withOptions.length).toBeGreaterThan(4);
  for (const [, schema] of withOptions) {
    const { properties } = optioned.parse(schema).properties.options;
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(["delay", "notBefore", "deadline"]));
    expect(properties.delay).toMatchObject({ minimum: 0, maximum: 34_560_000 });
    expect(properties.delay?.description).toContain("Seconds");
    expect([properties.notBefore?.format, properties.deadline?.format]).toEqual(["date-time", "date-time"]);
  }
});

it("the batch of docs/http-api.md fits", async () => {
  const page = await readFile("docs/http-api.md", "utf8");
  const sample = /\/api\/v1\/batches"[^\n]* -d '(\{[\s\S]*?\})'/.exec(page)?.[1] ?? "";
  const schema = { $ref: "#/components/schemas/BatchRequest" };
  expect(errorsOf("sample", schema, JSON.parse(sample))).toEqual([]);
});

it("says of problems only what there is", () => {
  const named = [...text.matchAll(/"\/docs\/problems#([\w-]+)"/g)].map(([, name = ""]) => name);
  expect(new Set(named).size).toBeGreaterThan(10);
  expect(named.filter((name) => !Object.hasOwn(PROBLEMS, name))).toEqual([]);
});

it("has the payload of every job that can be dispatched, and names no other job", () => {
  const names = Object.keys(components.schemas);
  for (const { type } of registry.jobs.filter(isOpen)) {
    expect(text).toContain(`"const":"${type}"`);
    const name = type.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
    expect(names).toContain(`${name}Payload`);
  }
  const closed = registry.jobs.filter((job) => !isOpen(job));
  expect(closed.length).toBeGreaterThan(2);
  for (const { type, endpoint } of closed)
    expect([text.includes(type), text.includes(endpoint)]).toEqual([false, false]);
});

it("has of secrets that they are only written", () => {
  expect(text).toContain('"writeOnly":true');
  expect(text).not.toContain('"secret":true');
});
