/** How many parts of this page show a job, by its id. */
const shown = new Map<string, number>();

/** Notes that the page shows a job, so that nobody has to point at it. @returns what ends it. */
export function showJob(jobId: string): () => void {
  shown.set(jobId, (shown.get(jobId) ?? 0) + 1);
  return () => {
    const others = (shown.get(jobId) ?? 1) - 1;
    if (others > 0) shown.set(jobId, others);
    else shown.delete(jobId);
  };
}

/** Whether the page shows a job right now. */
export function isShown(jobId: string): boolean {
  return shown.has(jobId);
}
