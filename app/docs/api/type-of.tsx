import { Fragment, type ReactNode } from "react";
import { choicesOf, nameOf, readSchema, type ShownSchema } from "./read-schema";

/** What a value is, in a few words; names of other schemas lead to them. */
export function typeOf(schema: ShownSchema): ReactNode {
  if (schema.$ref !== undefined) return <SchemaLink name={nameOf(schema.$ref)} />;
  if (schema.const !== undefined) return <code>{JSON.stringify(schema.const)}</code>;
  if (schema.enum !== undefined)
    return eitherOf(schema.enum.map((value) => <code key={String(value)}>{JSON.stringify(value)}</code>));
  const choices = choicesOf(schema);
  if (choices.length > 0) return eitherOf(choices.map(typeOf));
  if (schema.type === "array") return <>list of {typeOf(readSchema(schema.items))}</>;
  return plainly(schema);
}

/** Leads to a schema on the same page. */
function SchemaLink({ name }: { name: string }) {
  return (
    <a href={`#schema-${name}`} className="text-primary underline underline-offset-2">
      {name}
    </a>
  );
}

const FORMATS: Readonly<Record<string, string>> = {
  "date-time": "date and time",
  date: "date",
  uuid: "uuid",
  uri: "URL",
  email: "mail address",
};

function plainly({ type, format }: ShownSchema): string {
  const types = typeof type === "string" ? [type] : (type ?? ["anything"]);
  return types
    .map((name) => (name === "string" ? (FORMATS[format ?? ""] ?? "text") : (WORDS[name] ?? name)))
    .join(" or ");
}

const WORDS: Readonly<Record<string, string>> = { boolean: "true or false", integer: "whole number" };

function eitherOf(parts: readonly ReactNode[]): ReactNode {
  return parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: choices keep their order
    <Fragment key={index}>
      {index > 0 && " or "}
      {part}
    </Fragment>
  ));
}
