import type { ChartColumn, DeployMark } from "./chart";

type DeployLinesProps = { columns: readonly ChartColumn[]; deploys: readonly DeployMark[] };

/** Beside the image, since a plane that is stretched would stretch them too; the table has them in words. */
export function DeployLines({ columns, deploys }: DeployLinesProps) {
  const [from = 0, to = 0] = [columns.at(0)?.from, columns.at(-1)?.to].map((time) => Date.parse(time ?? ""));
  return deploys.map(({ at, version }) => (
    <div
      key={version}
      aria-hidden="true"
      className="absolute inset-y-0 -ml-px border-l border-dashed border-foreground"
      style={{ left: `${((Date.parse(at) - from) / (to - from)) * 100}%` }}
    >
      <div className="absolute -top-1.5 -left-[4.5px] h-1.5 w-2 bg-foreground [clip-path:polygon(0_0,100%_0,50%_100%)]" />
    </div>
  ));
}

/** The deploys of a column, short enough to be read. */
export function deploysIn({ from, to }: ChartColumn, deploys: readonly DeployMark[]): string {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  return deploys
    .filter(({ at }) => Date.parse(at) >= start && Date.parse(at) < end)
    .map(({ version }) => version.slice(0, 7))
    .join(", ");
}
