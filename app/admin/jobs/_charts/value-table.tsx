import Link from "next/link";
import { LocalTime } from "@/app/admin/jobs/_parts/local-time";
import type { ChartColumn, DeployMark, Series, StepFormat } from "./chart";
import { deploysIn } from "./deploys";

type ValueTableProps = {
  title: string;
  series: readonly Series[];
  columns: readonly ChartColumn[];
  deploys: readonly DeployMark[];
  format: StepFormat;
};

/** The same as a chart in numbers, latest first, for whoever does not see it. */
export function ValueTable({ title, series, columns, deploys, format }: ValueTableProps) {
  return (
    <details className="text-sm">
      <summary className="w-fit cursor-pointer text-xs text-muted-foreground hover:text-foreground">
        Show as table
      </summary>
      <section
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys
        tabIndex={0}
        aria-label={`${title}, as a table`}
        className="mt-2 max-h-72 overflow-auto rounded-md border"
      >
        <table className="w-full text-xs tabular-nums">
          <caption className="sr-only">{title}</caption>
          <thead className="sticky top-0 bg-card">
            <tr>
              <th scope="col" className="px-3 py-1.5 text-left font-medium">
                From
              </th>
              {series.map(({ label }) => (
                <th key={label} scope="col" className="px-3 py-1.5 text-right font-medium">
                  {label}
                </th>
              ))}
              {deploys.length > 0 && (
                <th scope="col" className="px-3 py-1.5 text-right font-medium">
                  Deploy
                </th>
              )}
            </tr>
          </thead>
          <tbody className="divide-y">
            {columns.toReversed().map((column) => (
              <tr key={column.from}>
                <th scope="row" className="px-3 py-1 text-left font-normal">
                  <Link href={column.href} prefetch={false} className="underline underline-offset-2">
                    <LocalTime time={column.from} format={format} />
                  </Link>
                </th>
                {series.map(({ label }, at) => (
                  <td key={label} className="px-3 py-1 text-right">
                    {column.values[at]}
                  </td>
                ))}
                {deploys.length > 0 && (
                  <td className="px-3 py-1 text-right font-mono">{deploysIn(column, deploys)}</td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
