import Link from "next/link";
import { Fragment, type ReactNode, useId } from "react";
import { LocalTime } from "@/app/admin/jobs/_parts/local-time";
import { PLANE_HEIGHT, STACK_WIDTH, type Tick } from "@/lib/charts/stacks";
import type { ChartColumn, DeployMark, Series, StepFormat } from "./chart";
import { DeployLines, deploysIn } from "./deploys";
import { ValueTable } from "./value-table";

type ChartFrameProps = {
  title: string;
  description: string;
  series: readonly Series[];
  columns: readonly ChartColumn[];
  ticks: readonly Tick[];
  tickText: (value: number) => string;
  format: StepFormat;
  deploys: readonly DeployMark[];
  /** What is drawn on the plane. */
  children: ReactNode;
};

/** Axes, legend, what is told of each column, and the same as a table; all drawn by the server. */
export function ChartFrame(props: ChartFrameProps) {
  const { title, description, series, columns, ticks, tickText, deploys, children } = props;
  const id = useId();
  return (
    <figure className="grid min-w-0 grid-cols-1 gap-2">
      <figcaption className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted-foreground">
        {series.map(({ label, swatch }) => (
          <span key={label} className="inline-flex items-center gap-1.5">
            <Swatch look={swatch} />
            {label}
          </span>
        ))}
        {deploys.length > 0 && (
          <span className="inline-flex items-center gap-1.5">
            <span className="h-3 border-l border-dashed border-foreground" />
            Deploy
          </span>
        )}
      </figcaption>
      <div className="relative mt-1 ml-11 h-40">
        {ticks.map(({ value, y }) => (
          <div key={value} className="absolute inset-x-0 border-t" style={{ top: `${y}%` }}>
            <span className="absolute right-full -translate-y-1/2 pr-2 text-xs whitespace-nowrap text-muted-foreground tabular-nums">
              {tickText(value)}
            </span>
          </div>
        ))}
        <svg
          role="img"
          aria-labelledby={`${id}-title ${id}-desc`}
          viewBox={`0 0 ${Math.max(1, columns.length) * STACK_WIDTH} ${PLANE_HEIGHT}`}
          preserveAspectRatio="none"
          className="absolute inset-0 size-full"
        >
          <title id={`${id}-title`}>{title}</title>
          <desc id={`${id}-desc`}>{description}</desc>
          {children}
        </svg>
        <DeployLines {...props} />
        <Columns {...props} />
      </div>
      <Times {...props} />
      <ValueTable {...props} />
    </figure>
  );
}

function Swatch({ look }: { look: string }) {
  return (
    <svg viewBox="0 0 10 10" aria-hidden="true" className={`size-2.5 shrink-0 ${look}`}>
      <rect width="10" height="10" rx="2" />
    </svg>
  );
}

/** For pointers; everybody else has the table. */
function Columns({ series, columns, deploys, format }: ChartFrameProps) {
  return (
    <div aria-hidden="true" className="absolute inset-0 flex">
      {columns.map((column, index) => (
        <Link
          key={column.from}
          href={column.href}
          prefetch={false}
          tabIndex={-1}
          className="group/column relative min-w-0 flex-1 hover:bg-foreground/8"
        >
          <span
            className={`pointer-events-none absolute bottom-full z-10 mb-1 hidden grid-cols-[auto_1fr_auto] items-center gap-x-2 rounded-md border bg-popover px-2.5 py-1.5 text-xs whitespace-nowrap text-popover-foreground shadow-md group-hover/column:grid ${index < columns.length / 2 ? "left-0" : "right-0"}`}
          >
            <span className="col-span-3 font-medium">
              <LocalTime time={column.from} format={format} />
            </span>
            {series.map(({ label, swatch }, at) => (
              <Fragment key={label}>
                <Swatch look={swatch} />
                <span className="text-muted-foreground">{label}</span>
                <span className="text-right tabular-nums">{column.values[at]}</span>
              </Fragment>
            ))}
            {deploysIn(column, deploys) !== "" && (
              <span className="col-span-3 font-mono">Deploy {deploysIn(column, deploys)}</span>
            )}
          </span>
        </Link>
      ))}
    </div>
  );
}

/** Six times below the columns; a phone has room for three. */
function Times({ columns, format }: ChartFrameProps) {
  const step = Math.ceil(columns.length / 6);
  const shown = columns.map(({ from }, index) => ({ from, index })).filter(({ index }) => index % step === 0);
  return (
    <div aria-hidden="true" className="relative ml-11 h-4 text-xs text-muted-foreground">
      {shown.map(({ from, index }, at) => (
        <span
          key={from}
          className={`absolute ${at % 2 === 1 ? "hidden sm:inline" : ""}`}
          style={{ left: `${(index / columns.length) * 100}%` }}
        >
          <LocalTime time={from} format={format === "moment" ? "day" : format} />
        </span>
      ))}
    </div>
  );
}
