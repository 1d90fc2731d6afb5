import { Icon } from "@/app/_components/icon";
import { sayDid } from "./said";

type OutcomeProps = { given: Record<string, string | string[] | undefined>; job: { readAt: number } };

/** What became of the deed that led here. */
export function Outcome({ given, job }: OutcomeProps) {
  const said = sayDid(given, job.readAt);
  if (said === null) return null;
  const look = said.isDone ? "border-success/50 text-success" : "border-warning/50 text-warning";
  return (
    <output className={`flex gap-2.5 rounded-md border bg-card px-3 py-2.5 text-sm ${look}`}>
      <Icon name={said.isDone ? "check" : "alert"} className="mt-0.5 size-4" />
      {said.text}
    </output>
  );
}
