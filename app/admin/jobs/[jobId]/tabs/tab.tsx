import Link from "next/link";
import type { EndedRun } from "@/lib/jobs/reading/read-attempts";
import type { JobDetail } from "@/lib/jobs/reading/read-job";
import { AttemptsTab } from "./attempts-tab";
import { AuditTab } from "./audit-tab";
import { PayloadTab, ResultTab } from "./carried-tabs";
import { LogsTab } from "./logs-tab";
import { RelatedTab } from "./related-tab";
import { TABS, type TabName, tabHref } from "./tabs";

export type TabProps = {
  job: JobDetail;
  runs: readonly EndedRun[];
  given: Record<string, string | string[] | undefined>;
  /** The query of the list that somebody came from. */
  from: string | null;
  isOperator: boolean;
};

const CONTENTS = {
  attempts: AttemptsTab,
  logs: LogsTab,
  payload: PayloadTab,
  result: ResultTab,
  related: RelatedTab,
  audit: AuditTab,
} as const satisfies Record<TabName, unknown>;

/** One of what there is to be looked at, named by the address. */
export function Tab({ tab, ...props }: TabProps & { tab: TabName }) {
  const Content = CONTENTS[tab];
  return (
    <section
      id="more"
      aria-label={TABS.find(({ name }) => name === tab)?.label}
      className="grid min-w-0 scroll-mt-4 grid-cols-1 gap-4"
    >
      <nav aria-label="Parts of the job" className="border-b">
        <ul className="flex gap-1 overflow-x-auto">
          {TABS.map(({ name, label }) => (
            <li key={name}>
              <Link
                href={tabHref(props.job.jobId, name, props.from)}
                scroll={false}
                prefetch={false}
                aria-current={name === tab ? "page" : undefined}
                className="-mb-px flex h-10 items-center border-b-2 border-transparent px-2.5 text-sm font-medium whitespace-nowrap text-muted-foreground hover:text-foreground aria-[current]:border-primary aria-[current]:text-foreground"
              >
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Content {...props} />
    </section>
  );
}
