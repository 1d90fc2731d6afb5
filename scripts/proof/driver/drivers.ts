import { connect } from "@/lib/db/client";
import { connectPg } from "./connect-pg";

export const DRIVER_NAMES = ["postgres", "postgres-prepared", "pg"] as const;

export type Driver = (typeof DRIVER_NAMES)[number];

/** The drivers that the engine is proved on, postgres.js with and without prepared statements. */
export const DRIVERS = {
  postgres: connect,
  "postgres-prepared": (url, options) => connect(url, { ...options, prepare: true }),
  pg: connectPg,
} satisfies Record<Driver, typeof connect>;
