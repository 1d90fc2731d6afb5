import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { type Finding, failure, ok, warning } from "./finding";

/** Signatures of QStash are refused, and ids are out of order, when clocks differ by more, in seconds. */
const MUCH = 60;
const SOME = 5;

/** Whether this machine's clock and the database's agree. */
export async function checkClock(executor: Executor): Promise<Finding> {
  const before = Date.now();
  const [row] = await query(
    executor,
    z.object({ now: z.number() }),
    sql`select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`,
  );
  const here = (before + Date.now()) / 2;
  const skew = Math.round((here - (row?.now ?? here)) / 100) / 10;
  const says = `this machine's clock is ${Math.abs(skew)} s ${skew < 0 ? "behind" : "ahead of"} the database's`;
  if (Math.abs(skew) > MUCH) return failure("clock", says, FIX);
  return Math.abs(skew) > SOME ? warning("clock", says, FIX) : ok("clock", "clocks agree");
}

const FIX = "let both keep their time by NTP";
