import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { staffLevel } from "./schema";

/** What somebody may do as one who operates the product, `none` included. */
export const STAFF_LEVELS = staffLevel.enumValues;

export type StaffLevel = (typeof STAFF_LEVELS)[number];

const member = z.object({ email: z.string(), name: z.string(), staff: z.enum(STAFF_LEVELS) });

/** Somebody who operates the product. */
export type StaffMember = z.output<typeof member>;

/** Everybody who operates the product, by address. */
export function listStaff(executor: Executor): Promise<StaffMember[]> {
  return query(
    executor,
    member,
    sql`select email, name, staff from users where staff <> 'none' order by email`,
  );
}

/** Gives somebody a level, or takes theirs with `none`. @returns what they had before; null: nobody has the address. */
export async function setStaff(
  executor: Executor,
  email: string,
  level: StaffLevel,
): Promise<StaffLevel | null> {
  const [changed] = await query(
    executor,
    z.object({ before: z.enum(STAFF_LEVELS) }),
    sql`
      with person as (select id, staff from users where email = lower(${email}) for update)
      update users set staff = ${level}::staff_level, updated_at = clock_timestamp()
      from person where users.id = person.id
      returning person.staff as before`,
  );
  return changed?.before ?? null;
}
