import { z } from "zod";
import { type JobStatus, jobStatus } from "./job-status";
import { type JsonRequest, requestJson, untilAnswered } from "./json-request";

/** How long a request waits for an app that is down. */
const PATIENCE_MS = 60_000;

/** A mail to order: `data` is what the template takes. */
export type MailOrder = { template: string; to: string; data: object; delaySeconds?: number };

/** A person who is signed in to the app, over HTTP. */
export type Session = {
  /** Orders a mail; the key makes it safe to repeat. Answers the job's id. */
  sendMail(order: MailOrder, key: string): Promise<string>;
  jobStatus(jobId: string): Promise<JobStatus>;
};

/** Signs up somebody new, who is signed in then. */
export function signUp(appUrl: string, person: { name: string; email: string; password: string }) {
  return openSession(appUrl, "/api/auth/sign-up/email", person);
}

/** Signs in somebody known. */
export function signIn(appUrl: string, credentials: { email: string; password: string }) {
  return openSession(appUrl, "/api/auth/sign-in/email", credentials);
}

async function openSession(appUrl: string, path: string, body: object): Promise<Session> {
  const response = await fetch(`${appUrl}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: appUrl },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`);
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  return createSession(`${appUrl}/api/v1`, { cookie: cookies.join("; "), origin: appUrl });
}

function createSession(apiUrl: string, identity: Record<string, string>): Session {
  return {
    async sendMail({ template, to, data, delaySeconds }, key) {
      const options = delaySeconds === undefined ? {} : { options: { delay: delaySeconds } };
      const answer = await ask("/dispatch", z.object({ jobId: z.string() }), {
        method: "POST",
        headers: { "idempotency-key": key },
        body: { type: "send-email", payload: { template, to, data }, ...options },
      });
      return answer.jobId;
    },
    jobStatus: (jobId) => ask(`/status/${jobId}`, jobStatus),
  };

  function ask<Schema extends z.ZodType>(path: string, schema: Schema, request: JsonRequest = {}) {
    const headers = { ...identity, ...request.headers };
    return untilAnswered(() => requestJson(`${apiUrl}${path}`, schema, { ...request, headers }), PATIENCE_MS);
  }
}
