import { z } from "zod";

/** What of a JSON Schema the form understands; anything else is left to a field of JSON. */
const jsonSchema = z.object({
  type: z.string().optional().catch(undefined),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  format: z.string().optional(),
  description: z.string().optional(),
  title: z.string().optional(),
  default: z.unknown().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  required: z.array(z.string()).optional(),
  /** Whether the value is a secret, as `secret(…)` marks it. */
  secret: z.boolean().optional(),
  get properties() {
    return z.record(z.string(), jsonSchema).optional();
  },
  get items() {
    return jsonSchema.optional().catch(undefined);
  },
  get prefixItems() {
    return z.array(jsonSchema).optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), jsonSchema]).optional();
  },
  get oneOf() {
    return z.array(jsonSchema).optional();
  },
  get anyOf() {
    return z.array(jsonSchema).optional();
  },
  get allOf() {
    return z.array(jsonSchema).optional();
  },
});

export type JsonSchema = z.output<typeof jsonSchema>;

/** The schema of a payload as it comes in, before defaults are filled in. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return jsonSchema.parse(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
}
