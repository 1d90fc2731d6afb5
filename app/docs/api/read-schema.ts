import { z } from "zod";

/** What of a JSON Schema the page shows. */
const shown = z.object({
  $ref: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  writeOnly: z.boolean().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).default([]),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
});

export type ShownSchema = z.output<typeof shown>;

/** A schema of the document, as far as the page shows it; `true`, which fits anything, as one that says nothing. */
export function readSchema(schema: unknown): ShownSchema {
  return shown.parse(schema === true || schema === undefined ? {} : schema);
}

/** Name of the schema that a reference leads to. */
export function nameOf(reference: string): string {
  return reference.split("/").at(-1) ?? "";
}

/** What of several shapes a value may have. */
export function choicesOf({ oneOf, anyOf }: ShownSchema): ShownSchema[] {
  return (oneOf ?? anyOf ?? []).map(readSchema);
}

/** The bounds of a value in words; nothing for one without. */
export function boundsOf(schema: ShownSchema): string[] {
  const { minLength, maxLength, minItems, maxItems, minimum, maximum, writeOnly } = schema;
  return [
    ...range("characters", minLength, maxLength),
    ...range("items", minItems, maxItems),
    ...range("", isBig(minimum) ? undefined : minimum, isBig(maximum) ? undefined : maximum),
    ...(schema.default === undefined ? [] : [`default ${JSON.stringify(schema.default)}`]),
    ...(writeOnly === true ? ["a secret: never shown again"] : []),
  ];
}

/** JavaScript's own bounds say nothing. */
function isBig(bound: number | undefined): boolean {
  return bound !== undefined && Math.abs(bound) >= Number.MAX_SAFE_INTEGER;
}

function range(unit: string, least: number | undefined, most: number | undefined): string[] {
  const of = (text: string) => [unit === "" ? text : `${text} ${unit}`];
  if (least !== undefined && most !== undefined)
    return of(least === most ? `${least}` : `${least} to ${most}`);
  if (most !== undefined) return of(`at most ${most}`);
  return least === undefined || (unit !== "" && least === 0) ? [] : of(`at least ${least}`);
}
