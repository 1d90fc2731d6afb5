import { env } from "@/lib/env/env";
import { assertNoOther, assertWhole } from "./definition-bounds";

/** Most open jobs that a cap may allow: each enqueue counts up to so many. */
const OPEN_MAX = 100_000;

/** How many jobs of a type an organization may have open. */
export type OpenJobsOption = {
  /**
   * Jobs of this type that one organization may have open, 1 to 100,000; one more is refused. `unlimited` leaves the
   * type out of `JOBS_OPEN_PER_ORGANIZATION` too.
   */
  perOrganization: number | "unlimited";
};

/** How many open jobs an organization may have: of the type, and of all types that are counted. Null: no cap. */
export type OpenMax = { type: number | null; organization: number | null };

/** @throws {RangeError} for a number out of bounds or an unknown name. */
export function checkedOpenJobs(type: string, option: OpenJobsOption | undefined): OpenJobsOption | null {
  if (option === undefined) return null;
  const { perOrganization } = option;
  assertNoOther(type, "openJobs", option, ["perOrganization"]);
  if (perOrganization !== "unlimited")
    assertWhole(type, "openJobs.perOrganization", perOrganization, OPEN_MAX);
  return option;
}

/** The caps that hold for a job of this organization; null for none. */
export function openMaxOf(openJobs: OpenJobsOption | null, organizationId: number | null): OpenMax | null {
  if (organizationId === null || openJobs?.perOrganization === "unlimited") return null;
  const type = openJobs?.perOrganization ?? null;
  const organization = env().JOBS_OPEN_PER_ORGANIZATION ?? null;
  return type === null && organization === null ? null : { type, organization };
}
