import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { callQStash } from "@/lib/qstash/client";
import { foreignOwner } from "./install/owner";

/** A pass is due every five minutes; three missed ones are no coincidence. */
export const RECONCILE_AGE_SECONDS_MAX = 15 * 60;

/** How long the database and QStash may take to answer, in seconds. */
const LIMIT_SECONDS = 3;

/** `ok`; `degraded`: jobs are taken and nothing is lost, but they may wait; `down`: nothing can be taken. */
export type Health = {
  status: "ok" | "degraded" | "down";
  checks: {
    database: "ok" | "unreachable" | "foreign";
    qstash: "ok" | "unreachable" | "refused";
    reconcile: "ok" | "late" | "never" | "unknown";
  };
  /** Since the last pass of reconcile ended; null when it is not known. */
  reconcileAgeSeconds: number | null;
};

/** Asks the database and QStash how they are. Never throws. */
export async function health(): Promise<Health> {
  const [install, qstash] = await Promise.all([checkDatabase(), checkQStash()]);
  const reconcile = checkReconcile(install);
  const checks = { database: install.database, qstash, reconcile };
  return { status: statusOf(checks), checks, reconcileAgeSeconds: install.reconcileAgeSeconds };
}

function statusOf({ database, qstash, reconcile }: Health["checks"]): Health["status"] {
  if (database === "unreachable") return "down";
  return database === "ok" && qstash === "ok" && reconcile === "ok" ? "ok" : "degraded";
}

type Install = { database: Health["checks"]["database"]; reconcileAgeSeconds: number | null };

async function checkDatabase(): Promise<Install> {
  const row = z.object({ foreign: z.string().nullable(), age: z.number().nullable() });
  const read = query(
    database(),
    row,
    sql`select ${foreignOwner()} as foreign,
      (select extract(epoch from clock_timestamp() - reconciled_at)::float8 from job_install) as age`,
  );
  const [found] = await within(read, []);
  if (found === undefined) return { database: "unreachable", reconcileAgeSeconds: null };
  return { database: found.foreign === null ? "ok" : "foreign", reconcileAgeSeconds: found.age };
}

function checkReconcile({ database, reconcileAgeSeconds }: Install): Health["checks"]["reconcile"] {
  if (database !== "ok") return "unknown";
  if (reconcileAgeSeconds === null) return "never";
  return reconcileAgeSeconds > RECONCILE_AGE_SECONDS_MAX ? "late" : "ok";
}

/** By something small that needs the token; QStash does not bill it. */
async function checkQStash(): Promise<Health["checks"]["qstash"]> {
  try {
    await callQStash((client) => client.http.request({ path: ["v2", "keys"], method: "GET" }), LIMIT_SECONDS);
    return "ok";
  } catch (error) {
    const { status } = z.object({ status: z.number() }).safeParse(error).data ?? { status: 0 };
    return status === 401 || status === 403 ? "refused" : "unreachable";
  }
}

/** The answer, or `instead` when it fails or takes too long: then it comes later and nobody hears of it. */
async function within<Value>(answer: Promise<Value>, instead: Value): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<Value>((resolve) => {
    timer = setTimeout(() => resolve(instead), LIMIT_SECONDS * 1000);
  });
  try {
    return await Promise.race([answer.catch(() => instead), limit]);
  } finally {
    clearTimeout(timer);
  }
}
