import { env } from "@/lib/env/env";

/** Which environment one is looking at; loud in production, so that nobody takes it for another. */
export function EnvironmentBadge() {
  const name = env().JOBS_ENVIRONMENT;
  const look =
    name === "production" ? "border-destructive text-destructive" : "border-input text-muted-foreground";
  return (
    <span className={`rounded-full border px-2 py-0.5 text-xs font-medium whitespace-nowrap ${look}`}>
      <span className="sr-only">Environment: </span>
      {name}
    </span>
  );
}
