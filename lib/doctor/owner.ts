import type { Executor } from "@/lib/db/database";
import { ownerName, ownOwner } from "@/lib/jobs/install/owner";
import { readOwner } from "@/lib/jobs/install/take";
import { type Finding, failure, ok, warning } from "./finding";

/** Whether the database belongs to this environment: of another one's nothing is published. */
export async function checkOwner(executor: Executor): Promise<Finding> {
  const owner = await readOwner(executor);
  const own = ownerName(ownOwner());
  if (owner === null)
    return warning("owner", `the database is nobody's yet; this is ${own}`, "pnpm jobs:setup");
  if (ownerName(owner) === own) return ok("owner", `the database belongs to ${own}`);
  return failure(
    "owner",
    `the database belongs to ${ownerName(owner)}, this is ${own}: nothing of it is published`,
    "check DATABASE_URL, JOBS_ENVIRONMENT and JOBS_EPOCH; if it is to be this one's: pnpm jobs:setup --adopt",
  );
}
