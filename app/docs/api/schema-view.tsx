import { withCode } from "@/app/_components/with-code";
import { boundsOf, choicesOf, readSchema, type ShownSchema } from "./read-schema";
import { typeOf } from "./type-of";

/** A schema as a list of its fields, or as the shapes of which it is one. */
export function SchemaView({ schema }: { schema: ShownSchema }) {
  const choices = choicesOf(schema);
  const [only, ...others] = choices.filter(isObject);
  // One shape, or null.
  if (only !== undefined && others.length === 0) return <SchemaView schema={only} />;
  if (only !== undefined)
    return (
      <div className="grid grid-cols-1 gap-2">
        <p className="text-sm text-muted-foreground">One of these:</p>
        {choices.filter(isObject).map((choice, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: choices keep their order
          <details key={index} className="rounded-md border px-3 py-2">
            <summary className="cursor-pointer text-sm">{titleOf(choice)}</summary>
            <div className="pt-2">
              <SchemaView schema={choice} />
            </div>
          </details>
        ))}
      </div>
    );
  if (schema.properties === undefined)
    return (
      <p className="text-sm">
        {choices.length > 0 && "One of these: "}
        {typeOf(schema)}
      </p>
    );
  return <Fields properties={schema.properties} required={schema.required} />;
}

function Fields({ properties, required }: { properties: Record<string, unknown>; required: string[] }) {
  return (
    <dl className="grid grid-cols-1 divide-y">
      {Object.entries(properties).map(([name, value]) => (
        <Field key={name} name={name} schema={readSchema(value)} isRequired={required.includes(name)} />
      ))}
    </dl>
  );
}

/** One field, parameter or header: its name, what it is, and what is in it. */
export function Field({
  name,
  schema,
  isRequired,
}: {
  name: string;
  schema: ShownSchema;
  isRequired: boolean;
}) {
  const inside = schema.type === "array" ? readSchema(schema.items) : schema;
  const isNested = isObject(inside) || choicesOf(inside).some(isObject);
  const bounds = boundsOf(schema);
  return (
    <div className="grid grid-cols-1 gap-1 py-2 text-sm">
      <dt className="flex flex-wrap items-baseline gap-x-2">
        <code className="font-medium wrap-anywhere">{name}</code>
        <span className="min-w-0 wrap-anywhere text-muted-foreground">{typeOf(schema)}</span>
        {!isRequired && <span className="text-xs text-muted-foreground">may be left out</span>}
      </dt>
      {(schema.description !== undefined || bounds.length > 0) && (
        <dd className="text-pretty wrap-anywhere text-muted-foreground">
          {schema.description !== undefined && withCode(`${schema.description} `)}
          {bounds.length > 0 && `${sentence(bounds.join(", "))}.`}
        </dd>
      )}
      {isNested && (
        <dd className="border-l-2 pl-3">
          <SchemaView schema={inside} />
        </dd>
      )}
    </div>
  );
}

function isObject({ properties }: ShownSchema): boolean {
  return properties !== undefined;
}

/** By the field that tells this shape from the others. */
function titleOf({ properties = {} }: ShownSchema) {
  const telling = Object.entries(properties).find(([, value]) => readSchema(value).const !== undefined);
  if (telling === undefined) return "An object";
  return (
    <>
      <code>{telling[0]}</code> is <code>{JSON.stringify(readSchema(telling[1]).const)}</code>
    </>
  );
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
