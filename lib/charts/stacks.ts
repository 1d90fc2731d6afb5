import { scaleLinear } from "d3-scale";

/** The plane that stacks are drawn on: `STACK_WIDTH` wide for each column, `PLANE_HEIGHT` high, from the top left. */
export const STACK_WIDTH = 10;
export const PLANE_HEIGHT = 100;

/** Room on each side of a column, and how high the smallest part is: one failure among a million is seen. */
const GAP = 1;
const LEAST_HEIGHT = 1.5;

export type Tick = { value: number; y: number };
type Block = { part: number; x: number; y: number; width: number; height: number };

/**
 * Columns of parts that stand on one another, the first part at the bottom. What is above nothing is at least so high
 * that it is seen, so a column may be a little higher than its sum.
 */
export function stacks(columns: readonly (readonly number[])[]): {
  blocks: Block[][];
  /** A path of lines between the parts, for the colour of what lies behind. */
  seams: string;
  ticks: Tick[];
} {
  const scale = wholeScale(Math.max(0, ...columns.map(sumOf)));
  const blocks = columns.map((parts, column) => {
    let top = PLANE_HEIGHT;
    return parts.flatMap((value, part): Block[] => {
      if (value <= 0) return [];
      const height = Math.max(LEAST_HEIGHT, PLANE_HEIGHT - scale(value));
      top -= height;
      return [
        {
          part,
          x: column * STACK_WIDTH + GAP,
          y: round(Math.max(0, top)),
          width: STACK_WIDTH - 2 * GAP,
          height: round(Math.min(height, top + height)),
        },
      ];
    });
  });
  return { blocks, seams: blocks.map(seamsOf).join(""), ticks: ticksOf(scale) };
}

function seamsOf(parts: readonly Block[]): string {
  return parts
    .slice(0, -1)
    .map(({ x, y, width }) => `M${x} ${y}h${width}`)
    .join("");
}

/** Lines through the middles of the columns; null interrupts a line, and a value with no neighbours is a short dash. */
export function lines(series: readonly (readonly (number | null)[])[]): { paths: string[]; ticks: Tick[] } {
  const scale = niceScale(Math.max(0, ...series.flat().map((value) => value ?? 0)));
  return { paths: series.map((values) => pathOf(values, scale)), ticks: ticksOf(scale) };
}

type Scale = ReturnType<typeof niceScale>;

function pathOf(values: readonly (number | null)[], scale: Scale): string {
  return values
    .map((value, column) => {
      if (value === null) return "";
      const x = (column + 0.5) * STACK_WIDTH;
      const y = round(scale(value));
      const [before, after] = [values[column - 1] ?? null, values[column + 1] ?? null];
      if (before !== null) return `L${x} ${y}`;
      return after === null ? `M${x - 3} ${y}H${x + 3}` : `M${x} ${y}`;
    })
    .join("");
}

function niceScale(most: number) {
  return scaleLinear([0, most === 0 ? 1 : most], [PLANE_HEIGHT, 0]).nice(4);
}

/** Of things one counts: no half of one. */
function wholeScale(most: number): Scale {
  return niceScale(Math.max(4, most));
}

function ticksOf(scale: Scale): Tick[] {
  return scale.ticks(4).map((value) => ({ value, y: round(scale(value)) }));
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
