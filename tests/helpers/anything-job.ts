import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";

/** Takes any payload; nobody works on it. */
export const anything = defineJob({
  type: "anything",
  endpoint: "/api/jobs/anything",
  description: "Takes any payload.",
  payload: z.unknown(),
  result: z.unknown(),
  timeoutSeconds: 1,
});
