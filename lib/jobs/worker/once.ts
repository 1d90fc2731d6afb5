import { database } from "@/lib/db/client";
import { describeError } from "@/lib/jobs/describe-error";
import { EffectRefused, OutcomeUnknown } from "@/lib/jobs/errors";
import { emit } from "@/lib/jobs/events";
import { toStorable } from "@/lib/jobs/payloads/storable";
import { beginEffect, endEffect, refuseEffect } from "@/lib/jobs/transitions/effect";
import { LeaseLost } from "./run-ended";
import { withDatabase } from "./with-database";

/** What `send` gets beside the request. */
type Sending = {
  /** The same for every call of this effect: pass it to the provider. At most 255 characters. */
  idempotencyKey: string;
  signal: AbortSignal;
};

/** An outside effect: the call itself; or what to send, kept before the call, and how. */
export type Effect<Request, Answer> =
  | ((sending: Sending) => Promise<Answer>)
  | { request: Request; send: (request: Request, sending: Sending) => Promise<Answer> };

/** Fits into a header of any provider, with the job's id before it. */
const KEY = /^[\x21-\x7e]{1,200}$/;

/**
 * Sends an effect unless the ledger says that it is done, as `ctx.once` promises.
 *
 * @throws {RangeError} for a key that fits no header, or a request that cannot be kept. @throws {LeaseLost} {@link OutcomeUnknown}
 */
export async function once<Request, Answer>(
  { jobId, run }: { jobId: string; run: number },
  key: string,
  effect: Effect<Request, Answer>,
  signal: AbortSignal,
): Promise<Answer> {
  if (!KEY.test(key))
    throw new RangeError(
      `The key of ctx.once must be 1 to 200 ASCII characters without spaces, got "${key.slice(0, 200)}".`,
    );
  signal.throwIfAborted();
  const entry = { jobId, run, key };
  const { request, send } = parts(effect);
  const rendered = toStorable(request);
  if (rendered.note !== null)
    throw new RangeError(`The request of ctx.once("${key}") cannot be kept. ${rendered.note}`);
  const begun = await withDatabase("begin an effect", () => beginEffect(database(), entry, rendered));
  if (begun === null) throw new LeaseLost();
  if (begun.isStale) throw new OutcomeUnknown(key);
  if (begun.state === "done") return asStored(begun.answer);
  const sending = { idempotencyKey: `${jobId}-${key}`, signal };
  const answer = await sent(entry, () => send(asStored(begun.request), sending));
  const stored = toStorable(answer);
  await withDatabase("end an effect", () => endEffect(database(), entry, stored));
  // As a later run will read it: what cannot be kept is missed at once, not only after a crash.
  return asStored(stored.json === null ? null : JSON.parse(stored.json));
}

/** What the ledger has was put there by this very code, as JSON; nobody else can say what it is. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller's type is all there is to go by
function asStored<T>(value: unknown): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return value as T;
}

async function sent<Answer>(
  entry: Parameters<typeof refuseEffect>[1],
  send: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof EffectRefused)) throw error;
    await noteRefusal(entry);
    throw error.cause ?? error;
  }
}

/** Where it cannot be noted, the call counts as one whose outcome nobody knows: that is always safe. */
async function noteRefusal(entry: Parameters<typeof refuseEffect>[1]): Promise<void> {
  try {
    await refuseEffect(database(), entry);
  } catch (error) {
    emit({ name: "step-failed", during: "note a refusal", error: describeError(error).message });
  }
}

function parts<Request, Answer>(effect: Effect<Request, Answer>) {
  if (typeof effect === "object") return effect;
  return { request: undefined, send: (_: Request, sending: Sending) => effect(sending) };
}
