import { z } from "zod";
import { database } from "@/lib/db/client";
import { Problem } from "@/lib/http/problem";
import type { Actor } from "@/lib/jobs/actor";
import { type BatchView, batchView, findBatch } from "@/lib/jobs/reading/find-batch";

const links = z.object({
  self: z.string().describe("How it stands."),
  jobs: z.string().describe("Its jobs, newest first."),
  cancel: z
    .string()
    .optional()
    .describe("Cancels all of its jobs. Not there once they have ended or were asked to stop."),
});

/** A batch as the API answers it. */
export const batchAnswerView = batchView.extend({ links });

/** A batch that was just started, now or by an earlier request with the same key. */
export const batchAcceptedView = z.object({
  batchId: z.uuid(),
  type: z.string(),
  total: z.int().describe("How many jobs it has."),
  links,
});

type Links = z.output<typeof links>;

/** @param isOpen it can be cancelled. */
export function batchLinks(batchId: string, { isOpen }: { isOpen: boolean }): Links {
  const self = `/api/v1/batches/${batchId}`;
  return {
    self,
    jobs: `/api/v1/status?batchId=${batchId}`,
    ...(isOpen ? { cancel: `${self}/cancel` } : {}),
  };
}

/** How a batch of the actor's stands by now, to be watched. Null: they have no such batch. */
export async function batchFor(actor: Actor, batchId: string) {
  const found = await findBatch(database(), actor, batchId);
  if (found === null) return null;
  return { version: found.version, isFinal: found.batch.status !== "open", body: answerOf(found.batch) };
}

/** @throws {Problem} `not-found`, for a batch that is unknown or somebody else's. */
export async function ownBatch(actor: Actor, batchId: string) {
  const found = await batchFor(actor, batchId);
  if (found === null) throw noBatch();
  return found.body;
}

/** The same words for unknown and foreign batches. */
export function noBatch(): Problem {
  return new Problem("not-found", "There is no such batch.");
}

function answerOf(batch: BatchView): z.output<typeof batchAnswerView> {
  const isOpen = batch.status === "open" && !batch.isCancelRequested;
  return { ...batch, links: batchLinks(batch.batchId, { isOpen }) };
}
