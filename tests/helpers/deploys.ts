import { z } from "zod";
import { defineJob, versions } from "@/lib/jobs/define";
import { handle } from "@/lib/jobs/handle";

/** What its definitions have in common. */
export const letterOptions = {
  type: "letter",
  endpoint: "/api/jobs/letter",
  description: "Writes a letter; its payload has changed from deploy to deploy.",
  result: z.unknown(),
  retries: 0,
  timeoutSeconds: 5,
} as const;

const first = z.strictObject({ to: z.string() });
const second = z.strictObject({ to: z.email(), copies: z.number() });
const third = z.strictObject({ recipients: z.array(z.email()).min(1), copies: z.number().default(1) });

/** The same job as three deploys know it. */
export const letter1 = defineJob({ ...letterOptions, payload: first });

const upTo2 = versions(first).upcast(second, ({ to }) => ({ to, copies: 1 }));
export const letter2 = defineJob({ ...letterOptions, payload: upTo2 });

export const letter3 = defineJob({
  ...letterOptions,
  payload: upTo2.upcast(third, ({ to, copies }) => {
    if (to.startsWith("broken")) throw new Error("no such address any more");
    return { recipients: [to], copies };
  }),
});

/** What the handlers of all deploys received, by job id. */
export const letters = new Map<string, { deploy: string; type: string; payload: unknown }>();

const writing = (deploy: string) => async (payload: unknown, ctx: { jobId: string; type: string }) => {
  letters.set(ctx.jobId, { deploy, type: ctx.type, payload });
  return { deploy };
};

export const handleLetter1 = handle(letter1, writing("1"));
export const handleLetter2 = handle(letter2, writing("2"));
export const handleLetter3 = handle(letter3, writing("3"));

type Route = (request: Request) => Promise<Response>;

/** One address behind which instances of several deploys stand: each delivery meets the next one. */
export function rolling(): { instances: Route[]; route: Route } {
  let count = 0;
  const rolled = {
    instances: [] as Route[],
    route: (request: Request) => {
      count += 1;
      const instance = rolled.instances[count % rolled.instances.length];
      return instance?.(request) ?? Promise.resolve(new Response(null, { status: 404 }));
    },
  };
  return rolled;
}
