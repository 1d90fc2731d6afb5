import type { Status } from "@/lib/jobs/lifecycle";
import { colours } from "./colours";

type Colour = "green" | "red" | "yellow" | "blue" | "dim";

const MARKS: Record<Status, readonly [string, Colour]> = {
  pending: ["·", "dim"],
  processing: ["▸", "blue"],
  retrying: ["↻", "yellow"],
  waiting: ["◦", "blue"],
  completed: ["✓", "green"],
  failed: ["✗", "red"],
  timeout: ["✗", "red"],
  cancelled: ["–", "dim"],
};

/** A status with its mark: it can be told without colours. */
export function statusText(status: Status): string {
  const [mark, colour] = MARKS[status];
  return colours[colour](`${mark} ${status}`);
}

/** The end of an id, which `jobs:inspect` understands. */
export function shortId(jobId: string): string {
  return `…${jobId.slice(-8)}`;
}
