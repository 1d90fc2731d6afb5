import { z } from "zod";
import { ANSWERED, SENT } from "./components";

/** A JSON Schema of 2020-12, as OpenAPI 3.1 has them. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const jsonSchema = z.record(z.string(), z.unknown());

const names = new Map(Object.entries({ ...SENT, ...ANSWERED }).map(([name, schema]) => [schema, name]));

/** The schemas of all that is sent and answered, by name. */
export function schemas(): Record<string, JsonSchema> {
  return { ...converted(SENT, "input"), ...converted(ANSWERED, "output") };
}

/** Where the document has this schema. */
export function reference(schema: z.ZodType): { $ref: string } {
  const name = names.get(schema);
  if (name === undefined) throw new Error("The schema has no name in components.ts.");
  return { $ref: path(name) };
}

/** A schema without a name, such as that of a parameter, in its place. */
export function inline(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { ...OPTIONS, io: "input" });
  return jsonSchema.parse(json);
}

const path = (name: string) => `#/components/schemas/${name}`;

function converted(named: typeof SENT, io: "input" | "output"): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { ...OPTIONS, io, uri: path });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _schema, $id: _id, ...json }]) => [
      name,
      jsonSchema.parse(json),
    ]),
  );
}

const OPTIONS: Parameters<typeof z.toJSONSchema>[1] = {
  unrepresentable: "any",
  override: ({ jsonSchema }) => {
    // What a format says already, in regular expressions that nobody reads.
    if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    if (jsonSchema.secret !== true) return;
    delete jsonSchema.secret;
    jsonSchema.writeOnly = true;
  },
};
