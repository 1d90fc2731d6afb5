/** Few jobs fit, so the search stopped on the way: how far it came, from the time in the id of the job there. */
export function SearchedTo({ jobId }: { jobId: string }) {
  const time = new Date(Number.parseInt(jobId.replaceAll("-", "").slice(0, 12), 16));
  const written = time.toISOString().replace("T", " ").slice(0, 16);
  return (
    <p className="text-sm text-muted-foreground">
      Searched back to <time dateTime={time.toISOString()}>{written} UTC</time>.
    </p>
  );
}
