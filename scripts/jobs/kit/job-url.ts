import { env } from "@/lib/env/env";

/** The page of a job in the dashboard. */
export function jobUrl(jobId: string): string {
  return `${env().BASE_URL}/admin/jobs/${jobId}`;
}
