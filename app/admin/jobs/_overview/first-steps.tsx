import Link from "next/link";
import type { ReactNode } from "react";
import { buttonStyle } from "@/app/_components/button-style";
import { Icon } from "@/app/_components/icon";
import { DeedForm } from "@/app/admin/jobs/_parts/deed-form";
import { Panel } from "@/app/admin/jobs/_parts/panel";
import { startTestJob } from "@/app/admin/jobs/system/actions";
import type { Health } from "@/lib/jobs/health";

type FirstStepsProps = { checks: Health["checks"]; mayOperate: boolean };

/** What stands where nothing has ever run: three steps that tick themselves. */
export function FirstSteps({ checks: { database, qstash }, mayOperate }: FirstStepsProps) {
  return (
    <Panel title="No job has run yet">
      <ol className="grid gap-4 md:grid-cols-3">
        <Step number={1} title="Database ready" isDone={database === "ok"}>
          {database === "ok" ? "It answers, and all tables are there." : "It belongs to another environment."}
        </Step>
        <Step number={2} title="QStash answers" isDone={qstash === "ok"}>
          {qstash === "ok" && "It takes messages with the token of this app."}
          {qstash === "refused" && "It refuses QSTASH_TOKEN."}
          {qstash === "unreachable" && "It does not answer at QSTASH_URL."}
        </Step>
        <Step number={3} title="First job" isDone={false}>
          <div className="grid justify-items-start gap-2">
            {mayOperate ? (
              <>
                <p>A job that counts old temporary files and removes none.</p>
                <DeedForm action={startTestJob} label="Run a sample job" />
              </>
            ) : (
              <p>It appears here as soon as somebody starts one.</p>
            )}
          </div>
        </Step>
      </ol>
      {qstash !== "ok" && (
        <Link href="/admin/jobs/system" className={`${buttonStyle("outline", "small")} justify-self-start`}>
          What is wrong: System
        </Link>
      )}
    </Panel>
  );
}

type StepProps = { number: number; title: string; isDone: boolean; children: ReactNode };

function Step({ number, title, isDone, children }: StepProps) {
  return (
    <li className="flex gap-3">
      <span
        className={`grid size-7 shrink-0 place-items-center rounded-full border text-sm font-semibold ${isDone ? "border-success text-success" : "text-muted-foreground"}`}
      >
        {isDone ? <Icon name="tick" className="size-4" /> : number}
        <span className="sr-only">{isDone ? "done" : "to do"}</span>
      </span>
      <div className="grid content-start gap-1 text-sm">
        <p className="font-medium">{title}</p>
        <div className="text-muted-foreground">{children}</div>
      </div>
    </li>
  );
}
