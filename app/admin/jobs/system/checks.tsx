import { Ago } from "@/app/_components/ago";
import { Icon, type IconName } from "@/app/_components/icon";
import { DeedForm } from "@/app/admin/jobs/_parts/deed-form";
import type { Finding } from "@/lib/doctor/finding";
import { lookAgain } from "./actions";
import { findOut } from "./find-out";

const LOOKS: Record<Finding["state"], { word: string; icon: IconName; className: string }> = {
  ok: { word: "Well", icon: "check", className: "text-success" },
  warning: { word: "Warning", icon: "alert", className: "text-warning" },
  failure: { word: "Wrong", icon: "cross", className: "text-destructive" },
};

/** What the doctor finds: the same as `pnpm jobs:doctor`, from where the app runs. */
export async function Checks() {
  const { at, findings } = await findOut();
  const wrong = findings.filter(({ state }) => state !== "ok").length;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-sm">
          {wrong === 0 ? "All is well." : `${wrong} of ${findings.length} need a look.`}{" "}
          <span className="text-muted-foreground">
            Looked at <Ago time={new Date(at).toISOString()} drawnAt={requestTime()} />.
          </span>
        </p>
        <DeedForm action={lookAgain} label="Look again" />
      </div>
      <ul className="grid gap-x-8 md:grid-cols-2">
        {findings.map(({ check, state, says, fix }) => (
          <li key={`${check} ${says}`} className="flex gap-2.5 border-t py-2 text-sm">
            <Icon name={LOOKS[state].icon} className={`mt-0.5 size-4 ${LOOKS[state].className}`} />
            <div className="min-w-0">
              <p>
                <span className="sr-only">{LOOKS[state].word}: </span>
                <span className="font-medium">{check.replaceAll("-", " ")}</span>{" "}
                <span className="wrap-anywhere text-muted-foreground">{says}</span>
              </p>
              {fix !== null && <p className="wrap-anywhere">What to do: {fix}</p>}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

function requestTime(): number {
  return Date.now();
}
