import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { RECONCILE_MESSAGE } from "@/lib/jobs/reconcile/route";
import { adminSql } from "@/scripts/local/admin-sql";
import { operate } from "./client/operator";
import { ENVIRONMENT, type Stack } from "./stack/stack";

const LOOK_EVERY_MS = 1000;

/**
 * Reconcile misses a message that was lost without a word after 5 minutes, and lets a job wait up to 8 minutes after a
 * rescue. When it has had its turn, a person looks at QStash's dead letters and has them sent again.
 */
const DEAD_LETTERS_AFTER_MS = 330_000;

/** Where nothing has ended for so long, something is stuck. */
const STILL_MS_MAX = 8 * 60_000;

const counts = z.object({ open: z.coerce.number(), unwell: z.coerce.number() });

/** Has QStash call reconcile, as its schedule does every few minutes. */
function callReconcile({ qstash, baseUrl }: Stack): Promise<void> {
  return qstash.call(`${baseUrl}/api/jobs/reconcile`, RECONCILE_MESSAGE);
}

/** Goes on until `stop`: a reconcile every few seconds and a person who repairs; whatever fails then is tried again. */
export async function attend(stack: Stack, stop: AbortSignal, everyMs: number): Promise<void> {
  while (!stop.aborted) {
    await callReconcile(stack).catch(() => undefined);
    await operate(stack, { areFaultsOver: false }).catch(() => undefined);
    await wait(everyMs, undefined, { signal: stop }).catch(() => undefined);
  }
}

/** Waits, with a reconcile every second, until nothing is open, or nothing has moved for a long time. */
export async function drain(stack: Stack, say: (line: string) => void): Promise<{ seconds: number }> {
  const startedAt = performance.now();
  let least = Number.POSITIVE_INFINITY;
  let movedAt = startedAt;
  for (let looks = 0; performance.now() - movedAt < STILL_MS_MAX; looks += 1) {
    await callReconcile(stack);
    await operate(stack, { areFaultsOver: true });
    if (performance.now() - startedAt > DEAD_LETTERS_AFTER_MS)
      await stack.qstash.retryDeadLetters(ENVIRONMENT);
    const { open, unwell } = await countOpen(stack.databaseUrl);
    if (open + unwell === 0) break;
    if (open + unwell < least) movedAt = performance.now();
    least = Math.min(least, open + unwell);
    if (looks % 15 === 0) say(`${open} open, ${unwell} for a person to look at`);
    await wait(LOOK_EVERY_MS);
  }
  return { seconds: Math.round((performance.now() - startedAt) / 100) / 10 };
}

async function countOpen(url: string): Promise<z.output<typeof counts>> {
  return adminSql(url, async (sql) =>
    counts.parse(
      (
        await sql`
          select count(*) filter (where completed_at is null) as open,
            count(*) filter (
              where status in ('failed', 'timeout') and payload->>'ends' is distinct from 'failed' and revivals < 3
            ) as unwell
          from job_executions`
      )[0],
    ),
  );
}
