import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";
import { handle } from "@/lib/jobs/handle";

/** Does nothing, so that all that it costs is the engine. */
export const noop = defineJob({
  type: "bench-noop",
  endpoint: "/api/jobs/bench-noop",
  description: "Does nothing.",
  payload: z.object({ to: z.string(), lines: z.array(z.string()) }),
  result: z.object({ ok: z.boolean() }),
  timeoutSeconds: 10,
});

/** The same without a route: QStash finds nobody, so that whoever measures may deliver by hand. */
export const unrouted = { ...noop, type: "bench-unrouted", endpoint: "/api/jobs/bench-unrouted" } as const;

export const handleUnrouted = handle(unrouted, async () => ({ ok: true }));

export const handleNoop = handle(noop, async () => ({ ok: true }));

/** A payload of ordinary size. */
export const PAYLOAD = {
  to: "somebody@example.test",
  lines: ["Your order has arrived.", "Thank you for buying with us.", "See you again soon."],
};
