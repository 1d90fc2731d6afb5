import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, html, json } from "./answer";
import { type Conversation, note } from "./conversations";
import { type Faults, faultFor } from "./faults";
import type { Mail, RequestNote } from "./mail";
import { ResendError } from "./resend-error";
import type { ResendLocal } from "./resend-local";

/** One request to send: all its mails are accepted together or not at all. */
export type Submission = {
  mails: Mail[];
  faults: Faults;
  idempotencyKey: string | null;
  /** Same payload, same fingerprint. */
  fingerprint: string;
  /** Which conversation this request belongs to. */
  about: string;
  /** The body of the answer once the mails have ids. */
  answerWith(ids: string[]): unknown;
};

type Ending = { answer: Answer } & Pick<RequestNote, "status" | "outcome">;

const MISBEHAVIOUR: Record<"garbage" | "drop-request" | "hang", Ending> = {
  garbage: { answer: html(502, "<h1>502 Bad Gateway</h1>"), status: 502, outcome: "garbage" },
  "drop-request": { answer: { kind: "cut" }, status: null, outcome: "cut before acceptance" },
  hang: { answer: { kind: "hang" }, status: null, outcome: "left hanging" },
};

/** Runs a request through key, faults and mailbox, and writes down what became of it. */
export async function submit(local: ResendLocal, submission: Submission): Promise<Answer> {
  const conversation = local.conversations.about(submission.about);
  const receivedAt = new Date(local.now()).toISOString();
  try {
    const { answer, status, outcome } = await play(local, submission, conversation);
    note(conversation, { receivedAt, status, outcome });
    return answer;
  } catch (error) {
    if (error instanceof ResendError) {
      note(conversation, { receivedAt, status: error.statusCode, outcome: error.name });
    }
    throw error;
  } finally {
    local.mailbox.touch();
  }
}

async function play(local: ResendLocal, submission: Submission, conversation: Conversation): Promise<Ending> {
  const held = takeKey(local, submission);
  conversation.turns += 1;
  const fault = faultFor(submission.faults, conversation.turns);
  try {
    await sleep(submission.faults.delayMs, undefined, { signal: local.closing });
    if (fault?.kind === "refuse") throw fault.error;
    return fault && fault.kind !== "drop-answer"
      ? MISBEHAVIOUR[fault.kind]
      : deliver(local, submission, conversation, { replay: held.answer, dropAnswer: fault !== undefined });
  } finally {
    if (submission.idempotencyKey !== null) local.keys.release(submission.idempotencyKey);
  }
}

function takeKey(local: ResendLocal, submission: Submission): { answer?: unknown } {
  if (submission.idempotencyKey === null) return {};
  return local.keys.take(submission.idempotencyKey, submission.fingerprint);
}

function deliver(
  local: ResendLocal,
  submission: Submission,
  conversation: Conversation,
  how: { replay: unknown; dropAnswer: boolean },
): Ending {
  const body = how.replay ?? submission.answerWith(accept(local, submission, conversation));
  if (submission.idempotencyKey !== null) local.keys.keep(submission.idempotencyKey, body);
  const outcome = how.replay === undefined ? "accepted" : "known key, same answer";
  return how.dropAnswer
    ? { answer: { kind: "cut" }, status: null, outcome: `${outcome}; answer cut` }
    : { answer: json(200, body), status: 200, outcome };
}

function accept(local: ResendLocal, submission: Submission, conversation: Conversation): string[] {
  const receivedAt = new Date(local.now()).toISOString();
  return submission.mails.map((mail) => {
    const id = randomUUID();
    const { idempotencyKey } = submission;
    local.mailbox.add({ ...mail, id, idempotencyKey, receivedAt, requests: conversation.notes });
    return id;
  });
}
