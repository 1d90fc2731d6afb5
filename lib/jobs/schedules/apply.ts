import { QstashError } from "@upstash/qstash";
import { callQStash } from "@/lib/qstash/client";
import type { Plan, Step } from "./plan";
import type { WantedSchedule } from "./wanted";

/**
 * Carries a plan out. Several may do so at once: each step has the same end whoever comes first. A failure
 * leaves the steps before it done; the next plan has the rest.
 *
 * @throws as `callQStash` does.
 */
export async function apply(plan: Plan): Promise<void> {
  for (const step of plan) await carryOut(step);
}

async function carryOut(step: Step): Promise<void> {
  switch (step.verb) {
    case "create":
      return put(step.wanted);
    case "change":
      await put(step.wanted);
      // Whether QStash keeps a replaced schedule paused is documented nowhere (protocol §2.8).
      if (step.isPaused) await callQStash((client) => client.schedules.pause({ schedule: step.id }));
      return;
    case "delete":
      return remove(step.id);
    case "keep":
      return;
  }
}

/** Creates the schedule with this id, or replaces everything about it. */
async function put({ timeoutSeconds, ...schedule }: WantedSchedule): Promise<void> {
  await callQStash((client) => client.schedules.create({ ...schedule, timeout: timeoutSeconds }));
}

async function remove(id: string): Promise<void> {
  try {
    await callQStash((client) => client.schedules.delete(id));
  } catch (error) {
    // Somebody else was quicker.
    if (!(error instanceof QstashError && error.status === 404)) throw error;
  }
}
