import type { Metadata } from "next";
import Link from "next/link";
import { buttonStyle } from "@/app/_components/button-style";
import { isStaff, requireStaff } from "@/app/admin/_staff/require-staff";
import { EmptyState } from "@/app/admin/jobs/_parts/empty-state";
import { PageHeading } from "@/app/admin/jobs/_parts/page-heading";
import { Panel } from "@/app/admin/jobs/_parts/panel";
import { namesOf } from "@/lib/auth/names-of";
import { database } from "@/lib/db/client";
import { pageOfSchedules, type ScheduleOnScreen } from "@/lib/jobs/reading/list-schedules";
import { cronText } from "@/lib/jobs/schedules/cron-text";
import { readDrift } from "@/lib/jobs/schedules/drift";
import { registry } from "@/lib/registry";
import { schedules as declared } from "@/lib/schedules";
import { DriftNotice } from "./drift-notice";
import { NextRuns } from "./next-runs";
import { ScheduleRow } from "./schedule-row";

export const metadata: Metadata = { title: "Schedules" };

/** Schedules that code declares; an app with more has them on further pages. */
const SHOWN = 100;

export default async function SchedulesPage({ searchParams }: PageProps<"/admin/jobs/schedules">) {
  const { actor } = await requireStaff("viewer", "/admin/jobs/schedules");
  const given = await searchParams;
  const now = requestTime();
  const mayOperate = isStaff(actor, "operator");
  const [ofCode, ofOrganizations, drift] = await Promise.all([
    pageOfSchedules(database(), { of: "code", after: cursorIn(given.code), limit: SHOWN }),
    pageOfSchedules(database(), { of: "organizations", after: cursorIn(given.after) }),
    readDrift({ schedules: declared, registry }),
  ]);
  const names = await namesOf({
    userIds: [],
    organizationIds: ofOrganizations.schedules.flatMap(({ organizationId: id }) => (id === null ? [] : [id])),
  });
  const nameOf = ({ organizationId: id }: ScheduleOnScreen) =>
    id === null ? null : (names.organizations.get(id) ?? `organization ${id}`);
  return (
    <>
      <PageHeading
        title="Schedules"
        lead="What starts jobs by the clock. What is declared in the code is changed there; a pause outlasts deploys."
      />
      <Panel title="Code, database and QStash">
        <DriftNotice drift={drift} mayOperate={mayOperate} />
      </Panel>
      <Panel title="Declared in the code">
        <ul className="divide-y">
          {declared.map((one) =>
            "job" in one ? null : <SystemRow key={one.id} id={one.id} cron={one.cron} now={now} />,
          )}
          {ofCode.schedules.map((schedule) => (
            <ScheduleRow
              key={schedule.id}
              schedule={schedule}
              organization={null}
              mayOperate={mayOperate}
              now={now}
            />
          ))}
        </ul>
        {ofCode.schedules.length === 0 && (
          <EmptyState
            kind="never"
            title="None has been set up"
            text="Declare them with defineSchedule in lib/schedules.ts; pnpm jobs:setup, or the button above, makes it so."
          />
        )}
        <Further name="code" next={ofCode.next} />
      </Panel>
      <Panel title="Made by organizations">
        {ofOrganizations.schedules.length === 0 ? (
          <EmptyState
            kind={given.after === undefined ? "never" : "filtered"}
            title={given.after === undefined ? "No organization has made a schedule" : "There are no more"}
          />
        ) : (
          <ul className="divide-y">
            {ofOrganizations.schedules.map((schedule) => (
              <ScheduleRow
                key={schedule.id}
                schedule={schedule}
                organization={nameOf(schedule)}
                mayOperate={mayOperate}
                now={now}
              />
            ))}
          </ul>
        )}
        <Further name="after" next={ofOrganizations.next} isLater={given.after !== undefined} />
      </Panel>
    </>
  );
}

/** One that starts no job, but calls a route of the app. */
function SystemRow({ id, cron, now }: { id: string; cron: string; now: number }) {
  return (
    <li className="grid gap-x-6 gap-y-1 py-4 first:pt-0 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_13rem]">
      <div className="grid gap-1">
        <p className="font-medium">{id}</p>
        <p className="text-sm">{cronText(cron)}</p>
        <p className="text-sm text-muted-foreground">
          <code className="font-mono text-xs">{cron}</code> UTC · calls the app itself
        </p>
      </div>
      <p className="text-sm text-muted-foreground tabular-nums">
        Next: <NextRuns settings={{ cron }} now={now} />
      </p>
      <p className="text-sm lg:text-right">
        <Link href="/admin/jobs/system" className="underline underline-offset-4">
          How it is: System
        </Link>
      </p>
    </li>
  );
}

function Further({ name, next, isLater = false }: { name: string; next: string | null; isLater?: boolean }) {
  if (next === null && !isLater) return null;
  return (
    <nav aria-label="Pages" className="flex gap-2">
      {isLater && (
        <Link href="/admin/jobs/schedules" className={buttonStyle("outline", "small")}>
          First page
        </Link>
      )}
      {next !== null && (
        <Link
          href={`/admin/jobs/schedules?${new URLSearchParams({ [name]: next })}`}
          rel="next"
          className={`${buttonStyle("outline", "small")} ml-auto`}
        >
          Next page
        </Link>
      )}
    </nav>
  );
}

/** An id as schedules have them; anything else begins at the beginning. */
function cursorIn(given: string | string[] | undefined): string | undefined {
  return typeof given === "string" && /^[!-~]{1,200}$/.test(given) ? given : undefined;
}

function requestTime(): number {
  return Date.now();
}
