import { z } from "zod";
import { defineJob, secret } from "@/lib/jobs/define";
import { handle, type JobContext } from "@/lib/jobs/handle";

/** A job with a token that nobody else may read, and a handler that is careless with it. */
export const calling = defineJob({
  type: "calling",
  endpoint: "/api/jobs/calling",
  description: "Calls somebody with a token.",
  payload: z.object({
    act: z.enum(["return", "log", "throw", "give-up", "progress", "fail-once"]),
    token: secret(z.string().min(8)),
    accounts: z.array(z.object({ name: z.string(), pin: secret(z.string()) })).default([]),
  }),
  result: z.unknown(),
  retries: 1,
  timeoutSeconds: 5,
  backoff: [0],
});

/** What the handler received, by job id. */
export const called = new Map<string, z.output<typeof calling.payload>>();

export const handleCalling = handle(calling, async (payload, ctx) => {
  called.set(ctx.jobId, payload);
  careless(payload, ctx);
  return { calls: 1 };
});

function careless({ act, token, accounts }: z.output<typeof calling.payload>, ctx: JobContext): void {
  const url = `https://api.example.test/?token=${encodeURIComponent(token)}`;
  switch (act) {
    case "return":
      return;
    case "log":
      ctx.log(`calling ${url}`, { token, nested: { [token]: [JSON.stringify({ token })] }, accounts });
      return;
    case "progress":
      ctx.progress(1, 2, `with ${token}`);
      return;
    case "throw":
      throw Object.assign(new Error(`${"x".repeat(1990)}${token} was refused`), { code: token });
    case "give-up":
      throw Object.assign(new TypeError(`refused: ${JSON.stringify({ token })}`), { name: token });
    case "fail-once":
      if (ctx.attempt === 1) throw new Error("not yet");
  }
}
