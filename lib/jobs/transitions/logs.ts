import { type SQL, sql } from "drizzle-orm";

/** A line of `ctx.log` that no statement has written yet. */
export type LogLine = {
  line: number;
  /** By the clock of the process, ISO 8601. */
  at: string;
  message: string;
  /** As JSON; null without any. */
  fields: unknown;
};

/** Inserts the lines of the run that the CTE `holder` moved, as the body of a CTE. */
export function logged(lines: readonly LogLine[], holder: SQL): SQL {
  return sql`
    insert into job_logs (job_id, run, line, at, message, fields)
    select holder.job_id, holder.run, said.line, said.at, said.message, said.fields
    from ${holder} as holder cross join lateral jsonb_to_recordset(${JSON.stringify(lines)}::jsonb)
      as said (line int, at timestamptz, message text, fields jsonb)
    on conflict do nothing`;
}
