import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { assertOwnDatabase } from "@/lib/jobs/install/owner";
import { auditedSchedule, type By } from "@/lib/jobs/transitions/audit";
import { type OrganizationSchedule, organizationScheduleId } from "./organization-schedule-id";
import { registerSoon } from "./register";

/**
 * Ends a schedule of an organization: nothing starts from now on, whatever fires; jobs that it started go on. QStash
 * being away fails nothing. Its history stays as long as retention keeps it.
 *
 * @returns false where the organization has none of that name.
 * @throws {ScheduleError} for a name that none may have.
 */
export async function unschedule(which: OrganizationSchedule, by: By): Promise<boolean> {
  const id = organizationScheduleId(which);
  await assertOwnDatabase(database());
  const ended = await query(
    database(),
    z.object({ id: z.string() }),
    sql`
      with moved as (
        update schedules
        set deleted_at = clock_timestamp(), revision = revision + 1, registered_at = null,
          register_claimed_until = clock_timestamp(), register_error = null, updated_at = clock_timestamp()
        where id = ${id} and deleted_at is null
        returning *
      ),
      audited as (${auditedSchedule("unschedule", by, sql`moved`)})
      select id from moved`,
  );
  if (ended.length === 0) return false;
  await registerSoon(id);
  return true;
}
