import { adminSql } from "@/scripts/local/admin-sql";

/** What only the soak keeps: rows written by `ctx.complete`, and each change to a terminal status. */
export async function createSoakTables(url: string): Promise<void> {
  await adminSql(url, async (sql) => {
    await sql`create table soak_writes (job_id uuid not null)`;
    await sql`create table soak_ends (job_id uuid not null, status job_status not null, at timestamptz not null)`;
    await sql`
      create function soak_note_end() returns trigger language plpgsql as $$
      begin
        insert into soak_ends values (new.job_id, new.status, clock_timestamp());
        return null;
      end $$`;
    await sql`
      create trigger soak_ends after update of status on job_executions for each row
      when (old.status is distinct from new.status and new.completed_at is not null)
      execute function soak_note_end()`;
  });
}
