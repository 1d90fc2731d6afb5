import { scaleBand, scaleLinear } from "d3-scale";
import { line } from "d3-shape";

type Point = { label: string; value: number };

export type Chart = {
  kind: "columns" | "line" | "bars";
  points: readonly Point[];
};

/** A chart as paths and texts on a plane of `width` × `height`, from the top left: for SVG and PDF alike. */
export type Geometry = {
  width: number;
  height: number;
  /** Filled with the chart's colour. */
  shapes: readonly string[];
  /** Drawn as lines in the chart's colour. */
  strokes: readonly string[];
  /** Thin lines behind it. */
  grid: readonly string[];
  texts: readonly Text[];
};

type Text = { x: number; y: number; text: string; anchor: "start" | "middle" | "end" };

type Size = { width: number; height: number };

const MARGIN = { top: 10, right: 12, bottom: 22, left: 46 };
/** Room for the names beside bars, and for the values behind them. */
const NAME_WIDTH = 150;
const VALUE_WIDTH = 54;
const BAR_HEIGHT = 22;
/** Labels below the columns, at most. */
const LABELS = 7;

/** Where everything of a chart lies. Nothing of it depends on fonts, colours or a browser. */
export function geometry(chart: Chart, size: Size): Geometry {
  if (chart.points.length === 0) return { ...size, ...NOTHING };
  return chart.kind === "bars" ? bars(chart.points, size.width) : overTime(chart, size);
}

/** How high a chart is that is drawn in such a width: bars need a line each. */
export function heightOf({ kind, points }: Chart, height: number): number {
  return kind === "bars" ? points.length * BAR_HEIGHT + 4 : height;
}

const NOTHING = { shapes: [], strokes: [], grid: [], texts: [] };

function overTime({ kind, points }: Chart, { width, height }: Size): Geometry {
  const band = scaleBand(
    points.map((_, at) => at),
    [MARGIN.left, width - MARGIN.right],
  ).padding(0.2);
  const values = valueScale(points, [height - MARGIN.bottom, MARGIN.top]);
  const middle = (at: number) => (band(at) ?? 0) + band.bandwidth() / 2;
  const zero = values(0);
  const areWhole = points.every(({ value }) => Number.isInteger(value));
  const ticks = values.ticks(4).filter((tick) => !areWhole || Number.isInteger(tick));
  const places = points.map(({ value }, at): [number, number] => [middle(at), values(value)]);
  const columns = () =>
    points.map(({ value }, at) => rectangle(band(at) ?? 0, values(value), band.bandwidth(), zero));
  return {
    width,
    height,
    shapes: kind === "columns" ? columns() : dots(places),
    strokes: kind === "line" && places.length > 1 ? [line()(places) ?? ""] : [],
    grid: ticks.map((tick) => `M${MARGIN.left} ${round(values(tick))}H${width - MARGIN.right}`),
    texts: [
      ...ticks.map((tick) => ({
        x: MARGIN.left - 6,
        y: round(values(tick)) + 3,
        text: shortNumber(tick),
        anchor: "end" as const,
      })),
      ...everyFew(points).map(({ label, at }) => ({
        x: round(middle(at)),
        y: height - 6,
        text: label,
        anchor: "middle" as const,
      })),
    ],
  };
}

/** One point alone has no line; a few have dots, so that one sees where they are. */
function dots(places: readonly [number, number][]): string[] {
  if (places.length > 40) return [];
  return places.map(([x, y]) => `M${round(x - 2)} ${round(y)}a2 2 0 1 0 4 0a2 2 0 1 0 -4 0Z`);
}

function bars(points: readonly Point[], width: number): Geometry {
  const values = valueScale(points, [NAME_WIDTH, width - VALUE_WIDTH]);
  return {
    width,
    height: points.length * BAR_HEIGHT + 4,
    shapes: points.map(({ value }, at) => {
      const y = at * BAR_HEIGHT + 4;
      const [start, end] = [values(0), values(value)].toSorted((a, b) => a - b);
      const least = value === 0 ? 0 : 1;
      const right = Math.max(end ?? 0, (start ?? 0) + least);
      return `M${round(start ?? 0)} ${y}H${round(right)}V${y + BAR_HEIGHT - 8}H${round(start ?? 0)}Z`;
    }),
    strokes: [],
    grid: [],
    texts: points.flatMap(({ label, value }, at) => {
      const y = at * BAR_HEIGHT + 15;
      return [
        { x: NAME_WIDTH - 8, y, text: ellipsis(label, 24), anchor: "end" as const },
        {
          x: round(Math.max(values(0), values(value))) + 6,
          y,
          text: shortNumber(value),
          anchor: "start" as const,
        },
      ];
    }),
  };
}

/** From zero, or from below it; never a scale without a height. */
function valueScale(points: readonly Point[], range: [number, number]) {
  const values = points.map(({ value }) => value);
  const least = Math.min(0, ...values);
  const most = Math.max(0, ...values);
  return scaleLinear([least, most === least ? least + 1 : most], range).nice(4);
}

function rectangle(x: number, y: number, width: number, zero: number): string {
  return `M${round(x)} ${round(zero)}V${round(y)}H${round(x + width)}V${round(zero)}Z`;
}

function everyFew(points: readonly Point[]) {
  const step = Math.ceil(points.length / LABELS);
  return points.map(({ label }, at) => ({ label, at })).filter(({ at }) => at % step === 0);
}

/** `1.2k`, `3.4M`: axes have little room. */
export function shortNumber(value: number): string {
  return new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 }).format(value);
}

/** Of at most so many letters of usual width; what people see as one character is not torn. */
export function ellipsis(text: string, most: number): string {
  const characters = Array.from(new Intl.Segmenter("en").segment(text), ({ segment }) => segment);
  let width = 0;
  let kept = "";
  for (const character of characters) {
    width += widthOf(character);
    if (width > most) return `${kept}…`;
    // The last one that has room for the ellipsis beside it.
    if (width <= most - 1) kept += character;
  }
  return text;
}

/** In letters of usual width, for fonts unknown. */
function widthOf(character: string): number {
  if (WIDE.test(character)) return 2;
  return /^[\p{Lu}\p{N}]/u.test(character) ? 1.25 : 1;
}

const WIDE =
  /^[mwMW@%\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff00-\uffef\u3000-\u303f]/u;

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
