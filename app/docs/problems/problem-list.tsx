import { withCode } from "@/app/_components/with-code";
import { PROBLEMS } from "@/lib/http/problems";

const problems = Object.entries(PROBLEMS).toSorted(([, a], [, b]) => a.status - b.status);

/** One entry per problem, under the anchor that the answers point to. */
export function ProblemList() {
  return (
    <ul className="grid divide-y overflow-hidden rounded-lg border bg-card">
      {problems.map(([name, { status, title, remedy }]) => (
        <li key={name} id={name} className="grid scroll-mt-4 gap-1 p-4 target:bg-accent">
          <h2 className="flex flex-wrap items-baseline gap-x-3 font-medium">
            <span className="text-muted-foreground tabular-nums">{status}</span>
            {title}
            <a href={`#${name}`} className="font-mono text-sm font-normal text-primary hover:underline">
              {name}
            </a>
          </h2>
          <p className="text-sm text-pretty text-muted-foreground">{withCode(remedy)}</p>
        </li>
      ))}
    </ul>
  );
}
