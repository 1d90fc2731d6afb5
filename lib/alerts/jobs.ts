import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";

const text = z.string().max(500);

/** What a rule found, as it is told. */
const notice = z.strictObject({
  /** The same when it begins and when it is over. */
  id: z.uuid(),
  state: z.enum(["firing", "resolved"]),
  rule: text,
  severity: z.enum(["warning", "critical"]),
  /** A type or a schedule; empty for the whole app. */
  subject: text,
  title: text,
  value: z.number(),
  above: z.number(),
  since: z.iso.datetime(),
  at: z.iso.datetime(),
});

/** Tells a program of the operators, such as a pager, of alerts that fire and that are over. */
export const sendAlert = defineJob({
  type: "send-alert",
  endpoint: "/api/jobs/alert",
  description: "Tell the operators' webhook of alerts",
  payload: z.strictObject({ environment: text, alerts: z.array(notice).min(1).max(100) }),
  result: z.strictObject({ status: z.number() }),
  retries: 5,
  timeoutSeconds: 20,
});
