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
import { generateReport } from "@/lib/reports/jobs";
import { reportAgain } from "./actions";
import { describeReport } from "./report-choices";
import { ReportForm } from "./report-form";

export const metadata: Metadata = { title: "Reports" };

const NEVER = {
  title: "No report yet",
  text: "Reports that you make appear here and stay for some days to be downloaded.",
};
const DAY_MS = 86_400_000;

export default async function ReportsPage({ searchParams }: PageProps<"/reports">) {
  const person = await getPerson(await headers());
  if (person === null) redirect("/sign-in?next=%2Freports");
  const { actor, organization, email } = person;
  const before = pageCursor((await searchParams).before);
  const formKey = randomUUID();
  const now = requestTime();
  const { jobs, next } = await listFileJobs(actor, { type: generateReport.type, before, describe });
  return (
    <FilePage
      person={person}
      title="Reports"
      lead={
        organization === null
          ? "You are in no organization at the moment."
          : `How ${organization.name} is doing.`
      }
      form={
        organization === null ? (
          <Notice>Reports are about an organization. Ask somebody to invite you to theirs.</Notice>
        ) : (
          <ReportForm
            email={email}
            from={dayOf(now - 30 * DAY_MS)}
            to={dayOf(now - DAY_MS)}
            zones={["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")]}
            formKey={formKey}
          />
        )
      }
    >
      <FileList
        path="/reports"
        jobs={jobs}
        next={next}
        isFirstPage={before === null}
        drawnAt={now}
        runAgain={reportAgain}
        formKey={formKey}
        never={NEVER}
      />
    </FilePage>
  );
}

function describe(payload: unknown) {
  const parsed = generateReport.payload.safeParse(payload);
  return parsed.success ? describeReport(parsed.data) : null;
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function requestTime(): number {
  return Date.now();
}
