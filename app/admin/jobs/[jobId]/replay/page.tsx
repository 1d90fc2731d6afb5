import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { buttonStyle } from "@/app/_components/button-style";
import { Icon } from "@/app/_components/icon";
import { Notice } from "@/app/_components/notice";
import { requireStaff } from "@/app/admin/_staff/require-staff";
import { EmptyState } from "@/app/admin/jobs/_parts/empty-state";
import { PageHeading } from "@/app/admin/jobs/_parts/page-heading";
import { database } from "@/lib/db/client";
import { type Editable, readEditable } from "@/lib/jobs/reading/read-editable";
import { registry } from "@/lib/registry";
import { emptyOf } from "./draft";
import { type Field, JSON_FIELD, rootField } from "./fields";
import { jsonSchemaOf } from "./json-schema";
import { PayloadForm } from "./payload-form";
import { WHY_NOT } from "./why-not";

export const metadata: Metadata = { title: "Replay with another payload" };

export default async function ReplayPage({ params, searchParams }: PageProps<"/admin/jobs/[jobId]/replay">) {
  const { jobId } = await params;
  const given = await searchParams;
  const path = `/admin/jobs/${encodeURIComponent(jobId)}`;
  await requireStaff("operator", `${path}/replay`);
  const editable = await readEditable(database(), jobId, (type) => registry.find(type));
  if (editable === "unknown") notFound();
  const from = typeof given.from === "string" ? given.from.slice(0, 2_000) : null;
  const query = from === null ? "" : `from=${encodeURIComponent(from)}`;
  const back = `${path}${query === "" ? "" : `?${query}`}`;
  if (typeof editable === "string")
    return (
      <EmptyState kind="filtered" title="It cannot be replayed with another payload" text={WHY_NOT[editable]}>
        <Link href={back} className={buttonStyle("outline")}>
          Back to the job
        </Link>
      </EmptyState>
    );
  const form = rootField(jsonSchemaOf(editable.job.payload));
  const hasForm = form.kind !== "json";
  const isJson = !hasForm || given.as === "json";
  return (
    <>
      <Link
        href={back}
        className="-ml-1 flex w-fit items-center gap-1 rounded-sm px-1 text-sm text-muted-foreground hover:text-foreground"
      >
        <Icon name="chevron" className="size-3.5 rotate-180" />
        Back to the job
      </Link>
      <PageHeading
        title={`Replay ${editable.job.type}`}
        lead="A new job with the payload that you enter, linked to this one, which stays as it is. What it does outside happens once more."
      >
        {hasForm && (
          <Link
            href={`${path}/replay?${isJson ? query : `as=json&${query}`}`}
            className={buttonStyle("outline")}
          >
            {isJson ? "As a form" : "As JSON"}
          </Link>
        )}
      </PageHeading>
      <StateOf editable={editable} />
      <PayloadForm
        key={String(isJson)}
        field={isJson ? JSON_FIELD : form}
        payload={editable.payload ?? startOf(form)}
        hidden={{ jobId, from: from ?? "", as: isJson ? "json" : "form", formKey: randomUUID() }}
      />
    </>
  );
}

function startOf(field: Field): unknown {
  return field.kind === "json" ? {} : emptyOf(field);
}

function StateOf({ editable: { state } }: { editable: Editable }) {
  if (state === "as-stored") return null;
  return (
    <Notice>
      {state === "lifted"
        ? "Its payload is of an earlier deploy. It was brought to today's schema: look it over."
        : "Its payload is gone, or of a deploy that this one cannot read: the form begins empty."}
    </Notice>
  );
}
