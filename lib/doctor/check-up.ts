import type { Executor } from "@/lib/db/database";
import { env } from "@/lib/env/env";
import type { Declared } from "@/lib/jobs/schedules/set-up";
import { checkBaseUrl } from "./base-url";
import { checkClock } from "./clock";
import { checkDatabase } from "./database";
import { checkDeadLetters } from "./dead-letters";
import { checkEnvironment } from "./environment";
import { CHECKS, type CheckName, type Finding, failure } from "./finding";
import { checkMail } from "./mail";
import { checkMigrations } from "./migrations";
import { checkNode } from "./node";
import { checkOwner } from "./owner";
import { checkQStash } from "./qstash";
import { reasonOf } from "./reason-of";
import { checkReconcile } from "./reconcile";
import { checkRights } from "./rights";
import { checkSchedules } from "./schedules";
import { checkStorage } from "./storage";

/** Longest that one check may take, in milliseconds. */
const LIMIT_MS = 12_000;

type App = {
  /** Asked only when the environment is usable. */
  database: () => Executor;
  /** What the app declares; may throw where a schedule cannot be meant. */
  declared: () => Promise<Declared>;
};

/**
 * Looks whether everything is there that jobs need, with real calls: in the order of `CHECKS`, one finding of each,
 * more where there is more to say. What another check needs first is left out where that has failed. Never throws.
 */
export async function checkUp({ database, declared }: App): Promise<Finding[]> {
  const first = [checkNode(process.versions.node), ...checkEnvironment(env)];
  if (first.some(({ check, state }) => check === "environment" && state === "failure")) return first;
  const executor = database();
  const apart: Promise<Finding[]>[] = [
    safely("base-url", checkBaseUrl),
    safely("storage", checkStorage),
    safely("mail", async () => [checkMail(env())]),
  ];
  const [reached] = await safely("database", async () => [await checkDatabase(executor)]);
  const isReached = reached?.state !== "failure";
  const stored = isReached ? ofDatabase(executor) : [];
  const atQStash = ofQStash({ isReached, executor, declared });
  const findings = await Promise.all([...apart, ...stored, atQStash]);
  return [...first, ...(reached === undefined ? [] : [reached]), ...findings.flat()].toSorted(
    (one, other) => CHECKS.indexOf(one.check) - CHECKS.indexOf(other.check),
  );
}

function ofDatabase(executor: Executor): Promise<Finding[]>[] {
  return [
    safely("clock", async () => [await checkClock(executor)]),
    safely("migrations", async () => [await checkMigrations(executor)]),
    safely("rights", async () => [await checkRights(executor)]),
    safely("owner", async () => [await checkOwner(executor)]),
    safely("reconcile", async () => [await checkReconcile(executor)]),
  ];
}

/** Where QStash does not answer, that is said once. */
async function ofQStash({
  isReached,
  executor,
  declared,
}: {
  isReached: boolean;
  executor: Executor;
  declared: App["declared"];
}): Promise<Finding[]> {
  const found = await safely("qstash", checkQStash);
  if (!isReached || found.some(({ state, check }) => check === "qstash" && state === "failure")) return found;
  const more = await Promise.all([
    safely("schedules", async () => [await checkSchedules(await declared())]),
    safely("dead-letters", async () => [await checkDeadLetters(executor)]),
  ]);
  return [...found, ...more.flat()];
}

/** A check that throws or takes too long has found out that much. */
async function safely(check: CheckName, look: () => Promise<Finding[]>): Promise<Finding[]> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${LIMIT_MS / 1000} s`)), LIMIT_MS);
  });
  try {
    return await Promise.race([look(), limit]);
  } catch (error) {
    return [failure(check, `could not be looked at: ${reasonOf(error)}`, "see to it, then look again")];
  } finally {
    clearTimeout(timer);
  }
}
