import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";

const silence = z.object({
  id: z.uuid(),
  rule: z.string().nullable(),
  subject: z.string().nullable(),
  until: z.coerce.date(),
  reason: z.string(),
});

/** Until then nobody is told that these fire. */
export type Silence = z.output<typeof silence>;

const asked = z.strictObject({
  /** A rule's id; default all rules. */
  rule: z.string().min(1).max(60).optional(),
  /** A type or a schedule; default all. */
  subject: z.string().min(1).max(255).optional(),
  /** A minute to 30 days. */
  forSeconds: z
    .number()
    .min(60)
    .max(30 * 86_400),
  /** Null: the command line. */
  userId: z.number().int().nullable(),
  reason: z.string().trim().min(1).max(500),
});

/**
 * Tells nobody of alerts that fire, for a time: for a maintenance, or for what is known already. Episodes are noted all
 * the same, and one that outlasts the silence is told of then.
 *
 * @returns the silence's id, for `endSilence`.
 * @throws {z.ZodError} for a time out of bounds or no reason. Nothing was written.
 */
export async function silenceAlerts(executor: Executor, given: z.input<typeof asked>): Promise<string> {
  const { rule = null, subject = null, forSeconds, userId, reason } = asked.parse(given);
  const id = uuidv7();
  await executor.execute(sql`
    insert into job_alert_silences (id, rule, subject, until, user_id, reason)
    values (${id}::uuid, ${rule}::text, ${subject}::text,
      clock_timestamp() + make_interval(secs => ${forSeconds}::float8), ${userId}::bigint, ${reason})`);
  return id;
}

/** Ends a silence before its time. False: it is over already, or there was none. */
export async function endSilence(executor: Executor, id: string): Promise<boolean> {
  const ended = await query(
    executor,
    z.object({ id: z.uuid() }),
    sql`update job_alert_silences set until = clock_timestamp()
      where id = ${id}::uuid and until > clock_timestamp() returning id`,
  );
  return ended.length > 0;
}

/** Silences that are not over. */
export function openSilences(executor: Executor): Promise<Silence[]> {
  return query(
    executor,
    silence,
    sql`select id, rule, subject, until, reason from job_alert_silences
      where until > (select clock_timestamp()) order by until`,
  );
}

export function isSilenced(
  silences: readonly Silence[],
  { rule, subject }: { rule: string; subject: string },
): boolean {
  return silences.some(
    (one) => (one.rule === null || one.rule === rule) && (one.subject === null || one.subject === subject),
  );
}
