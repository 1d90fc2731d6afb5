import { z } from "zod";
import { defineJob, replaced, versions } from "@/lib/jobs/define";

const payload = versions(z.strictObject({ to: z.email() })) // 1
  .upcast(z.strictObject({ to: z.email(), locale: z.string() }), ({ to }) => ({ to, locale: "en" })) // 2
  .upcast(
    z.strictObject({ recipients: z.array(z.email()).min(1), locale: z.string() }),
    ({ to, locale }) => ({
      recipients: [to],
      locale,
    }),
  ); // 3, today's

export const sendLetter = defineJob({
  type: "send-letter",
  endpoint: "/api/jobs/letters",
  description: "Send a letter",
  payload,
  result: z.strictObject({ sent: z.number() }),
  timeoutSeconds: 30,
  replaces: [
    replaced({
      type: "send-postcard",
      payload: z.strictObject({ address: z.email() }),
      upcast: ({ address }) => ({ recipients: [address], locale: "en" }),
    }),
  ],
});
