import { z } from "zod";
import { database } from "@/lib/db/client";
import { parseJson } from "@/lib/http/parse-json";
import { giveUpLegs } from "@/lib/jobs/publishing/give-up-legs";
import { type JobMessage, jobMessage } from "@/lib/jobs/publishing/message";
import { describeError } from "./describe-error";
import { emit } from "./events";
import { assertOwnDatabase } from "./install/owner";
import { CALLBACK_BYTES_MAX } from "./limits";
import { receive } from "./worker/receive";
import { done, later } from "./worker/respond";

/**
 * Body of a failure callback (protocol §5.2). Everything else in it is somebody else's words: the headers and
 * the answer of whatever stood at the destination.
 */
const failureCallback = z.object({
  sourceBody: z.base64(),
  dlqId: z.string().min(1).max(128).optional(),
});

/**
 * The route QStash calls when it gave a message up. It knows the job by the signed copy of its message, acts
 * on the current leg only and never on a row that a live run holds: a row with attempts left gets a new message,
 * one without ends.
 */
export async function handleFailedMessage(request: Request): Promise<Response> {
  const callback = await receive(request, failureCallback, CALLBACK_BYTES_MAX);
  if (callback.refusal !== null) return callback.refusal;
  const message = sourceMessage(callback.body.sourceBody);
  if (message === null) return done("not-a-job");
  try {
    await assertOwnDatabase(database());
    await giveUpLegs([{ ...message, dlqId: callback.body.dlqId }]);
    return done("noted");
  } catch (error) {
    emit({ name: "step-failed", during: "settle a failure callback", error: describeError(error).message });
    return later("unavailable", 10);
  }
}

function sourceMessage(sourceBody: string): JobMessage | null {
  try {
    return jobMessage.parse(parseJson(Buffer.from(sourceBody, "base64").toString("utf8")));
  } catch {
    return null;
  }
}
