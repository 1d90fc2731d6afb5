import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import Link from "next/link";
import { buttonStyle } from "@/app/_components/button-style";
import { Notice } from "@/app/_components/notice";
import { requireStaff } from "@/app/admin/_staff/require-staff";
import { PageHeading } from "@/app/admin/jobs/_parts/page-heading";
import { Panel } from "@/app/admin/jobs/_parts/panel";
import { writeSearch } from "@/app/admin/jobs/list/search-text";
import { hrefOf } from "@/app/admin/jobs/list/terms";
import { database } from "@/lib/db/client";
import { env } from "@/lib/env/env";
import { countMatching } from "@/lib/jobs/operations/count-matching";
import { registry } from "@/lib/registry";
import { ConfirmForm } from "./confirm-form";
import { type BulkRequest, readRequest } from "./read-request";
import { jobsText, WORDS } from "./words";

export const metadata: Metadata = { title: "Confirm" };

export default async function ConfirmPage({ searchParams }: PageProps<"/admin/jobs/list/confirm">) {
  await requireStaff("operator");
  const now = requestTime();
  const request = readRequest(await searchParams, registry, now);
  if (typeof request === "string") return <Unclear objection={request} />;
  const { verb, means } = WORDS[request.operation];
  const count = await countOf(request);
  const back = "terms" in request ? hrefOf(request.terms) : hrefOf({});
  return (
    <>
      <PageHeading
        title={`${verb} ${count === null ? "a great many jobs" : jobsText(count)}?`}
        lead={means}
      />
      <Panel title="What will be done" className="max-w-2xl">
        <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5 text-sm">
          <dt className="text-muted-foreground">Which</dt>
          <dd className="font-mono text-xs wrap-anywhere">{whichOf(request)}</dd>
          <dt className="text-muted-foreground">How many</dt>
          <dd>
            {count === null
              ? "More than could be counted in two seconds."
              : `${jobsText(count)}, counted just now.`}
          </dd>
          <dt className="text-muted-foreground">Environment</dt>
          <dd className="font-medium">{env().JOBS_ENVIRONMENT}</dd>
        </dl>
      </Panel>
      {count === 0 ? (
        <Notice>
          There is nothing to {verb.toLowerCase()}: no job of these is in a status that allows it.
        </Notice>
      ) : (
        <ConfirmForm request={request} count={count} formKey={randomUUID()} askedAt={now} />
      )}
      <Link href={back} className={`${buttonStyle("quiet")} justify-self-start`}>
        Back to the list
      </Link>
    </>
  );
}

function Unclear({ objection }: { objection: string }) {
  return (
    <>
      <PageHeading title="Nothing to confirm" lead={objection} />
      <Link href={hrefOf({})} className={`${buttonStyle("outline")} justify-self-start`}>
        Back to the list
      </Link>
    </>
  );
}

async function countOf(request: BulkRequest): Promise<number | null> {
  if ("jobIds" in request) return request.jobIds.length;
  return (await countMatching(database(), request)).total;
}

function whichOf(request: BulkRequest): string {
  if ("terms" in request) return writeSearch(request.terms);
  return request.jobIds.length > 5
    ? `${request.jobIds.slice(0, 5).join(" ")} and ${request.jobIds.length - 5} more`
    : request.jobIds.join(" ");
}

function requestTime(): number {
  return Date.now();
}
