import { timestamp } from "drizzle-orm/pg-core";

/** A moment as Postgres keeps it; written with `clock_timestamp()`. */
export const time = (name: string) => timestamp(name, { withTimezone: true });
