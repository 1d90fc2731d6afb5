import Link from "next/link";
import { withCode } from "@/app/_components/with-code";
import { curlOf } from "./curl-of";
import type { ShownOperation } from "./operations";
import { readSchema } from "./read-schema";
import { Field } from "./schema-view";
import { typeOf } from "./type-of";

/** One operation: what it does, how it is called, what it takes and answers. */
export function OperationSection({ operation, baseUrl }: { operation: ShownOperation; baseUrl: string }) {
  const { operationId, method, path, summary, description, parameters, requestBody, security } = operation;
  const scopes = security.flatMap(({ apiKey = [] }) => apiKey);
  return (
    <section
      id={operationId}
      aria-labelledby={`${operationId}-title`}
      className="grid scroll-mt-4 grid-cols-1 gap-4 rounded-xl border bg-card p-4 sm:p-5"
    >
      <div className="grid grid-cols-1 gap-1.5">
        <h3 id={`${operationId}-title`} className="text-lg font-semibold">
          <a href={`#${operationId}`} className="hover:underline">
            {summary}
          </a>
        </h3>
        <p className="flex flex-wrap items-baseline gap-x-2 font-mono text-sm">
          <span className="font-semibold text-primary">{method}</span>
          <span className="min-w-0 wrap-anywhere">{path}</span>
        </p>
        <p className="text-pretty text-muted-foreground">{withCode(description)}</p>
        <p className="text-sm text-muted-foreground">
          {scopes.length === 0
            ? "For anybody."
            : withCode(`A key needs the scope \`${scopes.join("`, `")}\`.`)}
        </p>
      </div>
      <pre className="rounded-md border bg-background p-3 font-mono text-xs/5 wrap-anywhere whitespace-pre-wrap">
        {curlOf(operation, baseUrl)}
      </pre>
      {parameters.length > 0 && (
        <Part title="Parameters">
          <dl className="grid grid-cols-1 divide-y">
            {parameters.map(({ name, description, schema, required, in: place }) => (
              <Field
                key={`${place} ${name}`}
                name={place === "path" ? `{${name}}` : place === "query" ? `?${name}` : `${name}:`}
                schema={readSchema({ ...schema, description })}
                isRequired={required}
              />
            ))}
          </dl>
        </Part>
      )}
      {requestBody !== undefined && (
        <Part title="Body">
          <p className="text-sm">{typeOf(readSchema(requestBody.content["application/json"].schema))}</p>
        </Part>
      )}
      <Part title="Answers">
        <ul className="grid grid-cols-1 divide-y text-sm">
          {Object.entries(operation.responses).map(([status, response]) => (
            <Answer key={status} status={status} response={response} />
          ))}
        </ul>
      </Part>
    </section>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="grid grid-cols-1 gap-1">
      <h4 className="text-sm font-semibold">{title}</h4>
      {children}
    </div>
  );
}

type AnswerProps = { status: string; response: ShownOperation["responses"][string] };

function Answer({ status, response: { description, content = {}, headers = {} } }: AnswerProps) {
  const json = content["application/json"];
  const problems = problemsOf(content["application/problem+json"]?.schema);
  const told = Object.keys(headers).filter((name) => !EVERYWHERE.has(name));
  return (
    <li className="flex flex-wrap gap-x-3 gap-y-1 py-2">
      <span className="w-9 shrink-0 font-medium tabular-nums">{status}</span>
      <div className="grid min-w-0 flex-1 basis-52 grid-cols-1 gap-1">
        {problems.length === 0 ? (
          <p className="text-pretty">
            {withCode(`${description} `)}
            {json !== undefined && typeOf(readSchema(json.schema))}
          </p>
        ) : (
          <p className="flex flex-wrap gap-x-3 gap-y-1">
            {problems.map((name) => (
              <Link
                key={name}
                href={`/docs/problems#${name}`}
                className="font-mono text-primary hover:underline"
              >
                {name}
              </Link>
            ))}
          </p>
        )}
        {told.length > 0 && problems.length === 0 && (
          <p className="text-xs wrap-anywhere text-muted-foreground">{told.join(", ")}</p>
        )}
      </div>
    </li>
  );
}

/** What the page says of all answers at once. */
const EVERYWHERE = new Set(["Cache-Control", "X-Request-Id"]);

/** Names of the problems that a schema lets through. */
function problemsOf(schema: unknown): string[] {
  const { type } = readSchema(schema).properties ?? {};
  return (readSchema(type).enum ?? []).map((value) => String(value).split("#").at(-1) ?? "");
}
