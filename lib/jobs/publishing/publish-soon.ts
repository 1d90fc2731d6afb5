import { after } from "next/server";
import type { Leg } from "@/lib/jobs/transitions/leg";
import { publish } from "./publish";

/**
 * Publishes after the response when there is one to wait for, else at once. The one place where the engine
 * knows its framework.
 */
export async function publishSoon(legs: readonly Leg[], when?: "after-response" | "now"): Promise<void> {
  if (legs.length === 0) return;
  if (when !== "now" && ranAfterResponse(async () => void (await publish(legs)))) return;
  await publish(legs);
}

/** Runs `task` once the response of the current request is out; false outside of a request. */
export function ranAfterResponse(task: () => Promise<void>): boolean {
  try {
    after(task);
    return true;
  } catch {
    return false;
  }
}
