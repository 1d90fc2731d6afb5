import type { Names } from "./names";

/** The definition, without imports. */
export function definitionText({ definition, type, sentence }: Names): string {
  return `
/** ${sentence}. */
export const ${definition} = defineJob({
  type: "${type}",
  endpoint: "/api/jobs/${type}",
  description: "${sentence}",
  payload: z.strictObject({ count: z.int().min(1).max(1_000) }),
  result: z.strictObject({ done: z.int() }),
  timeoutSeconds: ${TIMEOUT_SECONDS},
});
`;
}

const TIMEOUT_SECONDS = 60;

/** The handler, without imports. */
export function handlerText({ definition, handler }: Names): string {
  return `
/** It may run more than once: give what happens outside a key made of \`ctx.jobId\`, or wrap it in \`ctx.once\`. */
export const ${handler} = handle(${definition}, async ({ count }, ctx) => {
  for (let done = 0; done < count; done += 1) {
    // Your work on one item comes here; pass ctx.signal to every call that takes one.
    await setImmediate(undefined, { signal: ctx.signal });
    ctx.progress(done + 1, count);
  }
  ctx.log("Done", { count });
  return { done: count };
});
`;
}

/** The whole route. */
export function routeText({ handler, slice }: Names): string {
  return `import { createJobWorker } from "@/lib/jobs/create-worker";
import { ${handler} } from "@/lib/${slice}/handlers";

export const maxDuration = ${TIMEOUT_SECONDS + 20}; // at least the job's timeoutSeconds + 15, less than + 30

export const POST = createJobWorker(${handler});
`;
}

/** The whole test. */
export function testText({ handler, slice, type }: Names): string {
  return `import { afterAll, beforeAll, expect, it } from "vitest";
import { holdMessages, releaseMessages } from "@/lib/jobs/publishing/held-messages";
import { performJob } from "@/lib/jobs/testing/perform-job";
import { ${handler} } from "@/lib/${slice}/handlers";
import { openAppDatabase } from "@/tests/helpers/app-database";

let database: Awaited<ReturnType<typeof openAppDatabase>>;
beforeAll(async () => {
  database = await openAppDatabase();
  holdMessages();
});
afterAll(async () => {
  releaseMessages();
  await database.close();
});

it("${type} does each item, and says how many it has done", async () => {
  expect(await performJob(${handler}, { count: 3 })).toMatchObject({
    outcome: "completed",
    result: { done: 3 },
    progress: { done: 3, total: 3 },
  });
});
`;
}

/** The entry in the list of schedules. */
export function scheduleText({ definition, type }: Names, cron: string): string {
  return `  defineSchedule({
    id: "${type}",
    job: ${definition},
    payload: { count: 10 },
    cron: "${cron}",
  }),
`;
}
