import Link from "next/link";
import { Ago } from "@/app/_components/ago";
import { DeedForm } from "@/app/admin/jobs/_parts/deed-form";
import { hrefOf } from "@/app/admin/jobs/list/terms";
import type { Attention } from "@/lib/jobs/reading/read-attention";
import { registry } from "@/lib/registry";
import { pauseJobType, resumeJobType } from "./actions";

type TypesProps = {
  paused: Attention["pausedTypes"];
  /** What people are called, by their ids. */
  people: ReadonlyMap<number, string>;
  isAdmin: boolean;
  now: number;
};

/** Each type of the app, and of others such as are paused. */
export function Types({ paused, people, isAdmin, now }: TypesProps) {
  const known = registry.jobs.map(({ type, description }) => ({ type, description }));
  const gone = paused
    .filter(({ type }) => !known.some((one) => one.type === type))
    .map(({ type }) => ({ type, description: "Not in the code any more" }));
  return (
    <ul className="divide-y">
      {[...known, ...gone].map(({ type, description }) => {
        const pause = paused.find((one) => one.type === type);
        return (
          <li
            key={type}
            className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-2.5 first:pt-0 last:pb-0"
          >
            <div className="min-w-0 flex-[1_1_16rem]">
              <p className="flex flex-wrap items-center gap-2">
                <Link href={hrefOf({ type })} className="font-medium hover:underline">
                  {type}
                </Link>
                {pause !== undefined && (
                  <span className="rounded border border-warning/50 px-1.5 text-xs text-warning">Paused</span>
                )}
              </p>
              <p className="text-sm text-muted-foreground">{description}</p>
              {pause !== undefined && (
                <p className="text-sm wrap-anywhere">
                  By {pause.userId === null ? "the command line" : (people.get(pause.userId) ?? "somebody")},{" "}
                  <Ago time={pause.pausedAt.toISOString()} drawnAt={now} />
                  {pause.reason !== null && `: ${pause.reason}`}
                </p>
              )}
            </div>
            {isAdmin &&
              (pause === undefined ? (
                <DeedForm
                  action={pauseJobType}
                  hidden={{ type }}
                  label="Pause"
                  name={type}
                  confirm="No job of this type begins until somebody resumes it. What runs goes on."
                  asksReason
                />
              ) : (
                <DeedForm action={resumeJobType} hidden={{ type }} label="Resume" name={type} />
              ))}
          </li>
        );
      })}
    </ul>
  );
}
