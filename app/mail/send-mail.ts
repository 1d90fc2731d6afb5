import { readProblem } from "@/app/_components/problem";
import type { StartedJob } from "@/app/_components/started-job";

export type MailRequest = {
  payload: { template: string; to: string; data: Record<string, unknown> };
  delaySeconds: number;
};

/** Hands a mail over to be sent, through the dispatch API as any program would. @throws when no answer came. */
export async function sendMail({ payload, delaySeconds }: MailRequest, key: string): Promise<StartedJob> {
  const options = delaySeconds > 0 ? { delay: delaySeconds } : {};
  const response = await fetch("/api/v1/dispatch", {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": key },
    body: JSON.stringify({ type: "send-email", payload, options }),
  });
  if (!response.ok) return { ok: false, problem: await readProblem(response) };
  const { jobId }: { jobId: string } = await response.json();
  return { ok: true, jobId };
}
