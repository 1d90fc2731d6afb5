import type { Metadata } from "next";
import { Suspense } from "react";
import { Ago } from "@/app/_components/ago";
import { isStaff, requireStaff } from "@/app/admin/_staff/require-staff";
import { DeedForm } from "@/app/admin/jobs/_parts/deed-form";
import { PageHeading } from "@/app/admin/jobs/_parts/page-heading";
import { Panel } from "@/app/admin/jobs/_parts/panel";
import { namesOf } from "@/lib/auth/names-of";
import { database } from "@/lib/db/client";
import { readAlerts } from "@/lib/jobs/alerts/read-alerts";
import { openSilences } from "@/lib/jobs/alerts/silence";
import { readAttention } from "@/lib/jobs/reading/read-attention";
import { reconcileNow, startTestJob } from "./actions";
import { AlertList } from "./alert-list";
import { Checks } from "./checks";
import { Setup } from "./setup";
import { Types } from "./types";

export const metadata: Metadata = { title: "System" };

/** A pass of reconcile, which somebody may ask for here, goes on for a minute. */
export const maxDuration = 120;

const WEEK_MS = 7 * 86_400_000;

export default async function SystemPage() {
  const { actor } = await requireStaff("viewer", "/admin/jobs/system");
  const now = requestTime();
  const [{ pausedTypes, reconciledAt }, alerts, silences] = await Promise.all([
    readAttention(database()),
    readAlerts(database(), { since: new Date(now - WEEK_MS) }),
    openSilences(database()),
  ]);
  const { people } = await namesOf({
    userIds: pausedTypes.flatMap(({ userId }) => (userId === null ? [] : [userId])),
    organizationIds: [],
  });
  const mayOperate = isStaff(actor, "operator");
  const isAdmin = isStaff(actor, "admin");
  return (
    <>
      <PageHeading
        title="System"
        lead={
          reconciledAt === null ? (
            "No pass of reconcile has ended yet."
          ) : (
            <>
              Reconcile ended its last pass <Ago time={reconciledAt.toISOString()} drawnAt={now} />.
            </>
          )
        }
      >
        {mayOperate && <DeedForm action={startTestJob} label="Send test job" />}
        {isAdmin && <DeedForm action={reconcileNow} label="Reconcile now" />}
      </PageHeading>
      <Panel title="Checks">
        <Suspense fallback={<p className="min-h-64 text-sm text-muted-foreground">Looking at everything…</p>}>
          <Checks />
        </Suspense>
      </Panel>
      <div id="alerts" className="scroll-mt-4">
        <Panel title="Alerts">
          <AlertList alerts={alerts} silences={silences} mayOperate={mayOperate} now={now} />
        </Panel>
      </div>
      <Panel title="Job types">
        <Types paused={pausedTypes} people={people} isAdmin={isAdmin} now={now} />
      </Panel>
      <Panel title="How it is set">
        <Setup />
      </Panel>
    </>
  );
}

function requestTime(): number {
  return Date.now();
}
