import { connect } from "@/lib/db/client";
import { connectPg } from "./connect-pg";

export type Driver = "postgres" | "pg";

/** The drivers that the engine is proved on. */
export const DRIVERS = { postgres: connect, pg: connectPg } satisfies Record<Driver, typeof connect>;
