import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { Notice } from "@/app/_components/notice";
import { FileList } from "@/app/_files/file-list";
import { FilePage } from "@/app/_files/file-page";
import { listFileJobs } from "@/app/_files/list-file-jobs";
import { pageCursor } from "@/app/_files/page-cursor";
import { getPerson } from "@/lib/auth/get-person";
import { exportData } from "@/lib/exports/jobs";
import { exportAgain } from "./actions";
import { describeExport } from "./export-choices";
import { ExportForm } from "./export-form";

export const metadata: Metadata = { title: "Exports" };

const NEVER = {
  title: "No export yet",
  text: "What you export appears here, with how far it is, and stays for some days to be downloaded.",
};

export default async function ExportsPage({ searchParams }: PageProps<"/exports">) {
  const person = await getPerson(await headers());
  if (person === null) redirect("/sign-in?next=%2Fexports");
  const { actor, organization, email } = person;
  const before = pageCursor((await searchParams).before);
  const formKey = randomUUID();
  const { jobs, next } = await listFileJobs(actor, { type: exportData.type, before, describe });
  return (
    <FilePage
      person={person}
      title="Exports"
      lead={
        organization === null
          ? "You are in no organization at the moment."
          : `Data of ${organization.name}, to take along.`
      }
      form={
        organization === null ? (
          <Notice>Exports are of an organization. Ask somebody to invite you to theirs.</Notice>
        ) : (
          <ExportForm email={email} isStaff={actor.staff !== "none"} formKey={formKey} />
        )
      }
    >
      <FileList
        path="/exports"
        jobs={jobs}
        next={next}
        isFirstPage={before === null}
        drawnAt={requestTime()}
        runAgain={exportAgain}
        formKey={formKey}
        never={NEVER}
      />
    </FilePage>
  );
}

function describe(payload: unknown) {
  const parsed = exportData.payload.safeParse(payload);
  return parsed.success ? describeExport(parsed.data) : null;
}

function requestTime(): number {
  return Date.now();
}
