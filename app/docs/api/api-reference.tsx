import Link from "next/link";
import { apiDocument } from "@/app/_api/document";
import { withCode } from "@/app/_components/with-code";
import { SCOPES } from "@/lib/auth/api-keys/scopes";
import { OperationSection } from "./operation-section";
import { operationsByTag } from "./operations";
import { readSchema } from "./read-schema";
import { Field, SchemaView } from "./schema-view";

/** The document of the API for people: all that is here is in `openapi.json` too. */
export function ApiReference({ baseUrl }: { baseUrl: string }) {
  const { info, components } = apiDocument();
  const groups = operationsByTag();
  return (
    <main className="mx-auto grid max-w-6xl grid-cols-1 gap-8 px-4 py-8 lg:grid-cols-[14rem_minmax(0,1fr)]">
      <nav
        aria-label="On this page"
        className="text-sm max-lg:hidden lg:sticky lg:top-6 lg:max-h-[calc(100dvh-3rem)] lg:self-start lg:overflow-y-auto"
      >
        <Contents groups={groups} />
      </nav>
      <div className="grid grid-cols-1 content-start gap-10">
        <div className="grid grid-cols-1 gap-3">
          <h1 className="text-2xl font-semibold tracking-tight">API</h1>
          <p className="text-pretty text-muted-foreground">{withCode(info.description)}</p>
          <p className="text-pretty text-muted-foreground">
            The same for programs: <DocLink href="/api/v1/openapi.json">openapi.json</DocLink>. What went
            wrong: <DocLink href="/docs/problems">problems</DocLink>.
          </p>
        </div>
        <details className="rounded-xl border bg-card px-4 py-3 text-sm lg:hidden">
          <summary className="cursor-pointer font-medium">On this page</summary>
          <nav aria-label="On this page" className="pt-3">
            <Contents groups={groups} />
          </nav>
        </details>
        <section aria-labelledby="keys" className="grid grid-cols-1 gap-3">
          <h2 id="keys" className="text-xl font-semibold tracking-tight">
            Keys
          </h2>
          <p className="text-pretty text-muted-foreground">
            Owners and admins make keys at <DocLink href="/api-keys">API keys</DocLink>. A key acts as the
            person who made it, in their organization, as far as its scopes go:
          </p>
          <dl className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[max-content_1fr]">
            {Object.entries(SCOPES).map(([scope, meaning]) => (
              <div key={scope} className="contents">
                <dt>
                  <code>{scope}</code>
                </dt>
                <dd className="mb-1 text-muted-foreground">{meaning}</dd>
              </div>
            ))}
          </dl>
        </section>
        {groups.map(({ tag, operations }) => (
          <div key={tag} className="grid grid-cols-1 gap-4">
            <h2 className="text-xl font-semibold tracking-tight">{tag}</h2>
            {operations.map((operation) => (
              <OperationSection key={operation.operationId} operation={operation} baseUrl={baseUrl} />
            ))}
          </div>
        ))}
        <section aria-labelledby="headers" className="grid grid-cols-1 gap-3">
          <h2 id="headers" className="scroll-mt-4 text-xl font-semibold tracking-tight">
            Headers
          </h2>
          <dl className="grid grid-cols-1 divide-y rounded-xl border bg-card px-4 py-1">
            {Object.entries(components.headers).map(([name, { description, schema }]) => (
              <Field key={name} name={name} schema={readSchema({ ...schema, description })} isRequired />
            ))}
          </dl>
        </section>
        <section aria-labelledby="schemas" className="grid grid-cols-1 gap-4">
          <h2 id="schemas" className="scroll-mt-4 text-xl font-semibold tracking-tight">
            Schemas
          </h2>
          {Object.entries(components.schemas).map(([name, schema]) => (
            <div
              key={name}
              id={`schema-${name}`}
              aria-label={name}
              className="grid scroll-mt-4 grid-cols-1 gap-1 rounded-xl border bg-card p-4 target:border-primary"
            >
              <h3 className="font-mono font-semibold wrap-anywhere">{name}</h3>
              <Described description={readSchema(schema).description} />
              <SchemaView schema={readSchema(schema)} />
            </div>
          ))}
        </section>
      </div>
    </main>
  );
}

function Contents({ groups }: { groups: ReturnType<typeof operationsByTag> }) {
  return (
    <ul className="grid grid-cols-1 gap-4">
      {groups.map(({ tag, operations }) => (
        <li key={tag}>
          <p className="font-semibold">{tag}</p>
          <ul>
            {operations.map(({ operationId, summary }) => (
              <NavItem key={operationId} id={operationId} label={summary} />
            ))}
          </ul>
        </li>
      ))}
      <li>
        <p className="font-semibold">More</p>
        <ul>
          <NavItem id="headers" label="Headers" />
          <NavItem id="schemas" label="Schemas" />
        </ul>
      </li>
    </ul>
  );
}

function Described({ description }: { description: string | undefined }) {
  return description === undefined ? null : (
    <p className="text-sm text-muted-foreground">{withCode(description)}</p>
  );
}

function NavItem({ id, label }: { id: string; label: string }) {
  return (
    <li>
      <a
        href={`#${id}`}
        className="inline-block py-1 text-muted-foreground hover:text-foreground hover:underline"
      >
        {label}
      </a>
    </li>
  );
}

function DocLink({ href, children }: { href: string; children: string }) {
  return href.startsWith("/api/") ? (
    <a href={href} className="text-primary underline underline-offset-2">
      {children}
    </a>
  ) : (
    <Link href={href} className="text-primary underline underline-offset-2">
      {children}
    </Link>
  );
}
