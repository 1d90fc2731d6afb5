import { v4 as uuid } from "uuid";
import { type Problem, readProblem } from "@/app/_components/problem";

export type MailRequest = {
  payload: { template: string; to: string; data: Record<string, unknown> };
  delaySeconds: number;
};

export type SendAnswer = { ok: true; jobId: string } | { ok: false; problem: Problem };

/** The request whose answer we never saw: sent again it must not become a second mail. */
let unanswered: { body: string; key: string } | undefined;

/** Hands a mail over to be sent. Never throws; pressed again after a lost answer it is still one mail. */
export async function sendMail({ payload, delaySeconds }: MailRequest): Promise<SendAnswer> {
  const options = delaySeconds > 0 ? { delay: delaySeconds } : {};
  const body = JSON.stringify({ type: "send-email", payload, options });
  if (unanswered?.body !== body) unanswered = { body, key: uuid() };
  try {
    const response = await dispatch(body, unanswered.key);
    if (!response.ok) return { ok: false, problem: await readProblem(response) };
    const { jobId }: { jobId: string } = await response.json();
    unanswered = undefined;
    return { ok: true, jobId };
  } catch {
    return { ok: false, problem: NO_ANSWER };
  }
}

function dispatch(body: string, key: string): Promise<Response> {
  const headers = { "content-type": "application/json", "idempotency-key": key };
  return fetch("/api/v1/dispatch", { method: "POST", headers, body });
}

const NO_ANSWER: Problem = {
  type: "about:blank",
  title: "No answer",
  status: 0,
  detail:
    "The server did not answer. Press the button again: if it has your mail already, it stays one mail.",
};
