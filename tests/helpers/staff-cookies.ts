import { sql } from "drizzle-orm";
import type { Database } from "@/lib/db/database";
import { cookieOf } from "./client";

const PEOPLE = { admin: "ada", operator: "alan", viewer: "grace", none: "annie" } as const;

/** Cookies of an admin, an operator, a viewer, somebody who is no staff, and nobody. */
export type StaffCookies = Record<keyof typeof PEOPLE | "nobody", string>;

/** Makes demo people staff of each level, and signs them in. */
export async function staffCookies(db: Database, url: string): Promise<StaffCookies> {
  const as = async (level: keyof typeof PEOPLE) => {
    const email = `${PEOPLE[level]}@example.test`;
    await db.execute(sql`update users set staff = ${level}::staff_level where email = ${email}`);
    return cookieOf(url, email, "demo-password");
  };
  return {
    admin: await as("admin"),
    operator: await as("operator"),
    viewer: await as("viewer"),
    none: await as("none"),
    nobody: "",
  };
}
