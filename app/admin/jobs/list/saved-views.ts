/** What the list is narrowed by, under a name; `query` is what stands in the address. */
export type View = { name: string; query: string };

const STORAGE_KEY = "jobs-views";
const CHANGED = "jobs-views-changed";
const VIEWS_MAX = 50;

/** The views that this browser keeps, as text: the same text as long as nothing changes. */
export function keptViews(): string {
  try {
    return localStorage.getItem(STORAGE_KEY) ?? "";
  } catch {
    // Storage may be forbidden; then there are none.
    return "";
  }
}

/** The views in a text that was kept; what is none is left out. */
export function viewsIn(kept: string): View[] {
  try {
    const found: unknown = JSON.parse(kept);
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
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(views));
  } catch {
    // Then they cannot be kept.
  }
  dispatchEvent(new Event(CHANGED));
}

/** Calls `onChange` when views change, in this tab or another. */
export function subscribeToViews(onChange: () => void): () => void {
  addEventListener(CHANGED, onChange);
  addEventListener("storage", onChange);
  return () => {
    removeEventListener(CHANGED, onChange);
    removeEventListener("storage", onChange);
  };
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
