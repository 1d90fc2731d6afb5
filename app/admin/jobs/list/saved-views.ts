import { keptText } from "@/app/admin/jobs/_parts/kept-text";

/** What the list is narrowed by, under a name; `query` is what stands in the address. */
export type View = { name: string; query: string };

const VIEWS_MAX = 50;

const kept = keptText("jobs-views");

/** The views that this browser keeps, as text: the same text as long as nothing changes. */
export const keptViews = kept.read;

/** Calls its argument when views change, in this tab or another. */
export const subscribeToViews = kept.subscribe;

/** The views in a text that was kept; what is none is left out. */
export function viewsIn(text: string): View[] {
  try {
    const found: unknown = JSON.parse(text);
    return Array.isArray(found) ? found.filter(isView) : [];
  } catch {
    return [];
  }
}

/** The views with this one: first, and in place of one with its name. */
export function withView(views: readonly View[], view: View): View[] {
  return [view, ...views.filter(({ name }) => name !== view.name)].slice(0, VIEWS_MAX);
}

/** Keeps views for this browser, and tells all that show them. */
export function keepViews(views: readonly View[]): void {
  kept.keep(JSON.stringify(views));
}

function isView(found: unknown): found is View {
  return (
    typeof found === "object" &&
    found !== null &&
    "name" in found &&
    typeof found.name === "string" &&
    "query" in found &&
    typeof found.query === "string"
  );
}
