import type { Usage } from "./read-usage";

/** A figure over the whole soak: of the first sample, of the last one, and the highest. */
type Span = { first: number; last: number; peak: number };

/** What the processes of one program held, whichever of them was alive. */
export type Spans = { samples: number } & Record<keyof Usage, Span>;

/** The spans with one more sample; the first one makes them. */
export function extended(spans: Spans | undefined, { rssMb, files }: Usage): Spans {
  return {
    samples: (spans?.samples ?? 0) + 1,
    rssMb: spanOf(spans?.rssMb, rssMb),
    files: spanOf(spans?.files, files),
  };
}

function spanOf(span: Span | undefined, last: number): Span {
  return { first: span?.first ?? last, last, peak: Math.max(span?.peak ?? last, last) };
}
