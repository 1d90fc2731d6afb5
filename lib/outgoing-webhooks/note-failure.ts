import { sql } from "drizzle-orm";
import { z } from "zod";
import { query, type Transaction } from "@/lib/db/database";
import { describeError } from "@/lib/jobs/describe-error";
import { dropStandingFollowUp } from "@/lib/jobs/standing-follow-ups";
import { withJobs } from "@/lib/jobs/with-jobs";
import { EndpointGone } from "./judge";
import { FAILING_DAYS_MAX, FAILURES_MIN } from "./limits";
import type { Receiver } from "./receiver";
import { tellAdmins } from "./tell-admins";

const noted = z.object({ disabledReason: z.enum(["failing", "gone"]).nullable() });

/**
 * Writes down that the endpoint failed. One that says that it is gone, or has done nothing but fail for days, is
 * disabled, and its organization's admins are told, once, all in one transaction.
 */
export async function noteFailure(receiver: Receiver, error: unknown): Promise<void> {
  await withJobs(async (tx, enqueue) => {
    const reason = await note(tx, receiver, error);
    if (reason === null) return;
    await dropStandingFollowUp(tx, receiver.endpointId);
    await tellAdmins(tx, enqueue, receiver, reason);
  });
}

/** @returns why this failure disabled it; null when it did not. */
async function note(tx: Transaction, { endpointId }: Receiver, error: unknown) {
  const isGone = error instanceof EndpointGone;
  const [row] = await query(
    tx,
    noted,
    sql`
      with found as (
        select endpoint_id, ${isGone}::boolean as is_gone,
          failures + 1 >= ${FAILURES_MIN}
            and failing_since < clock_timestamp() - make_interval(days => ${FAILING_DAYS_MAX}) as is_failing
        from webhook_endpoints
        where endpoint_id = ${endpointId}::uuid and disabled_at is null
        for update
      )
      update webhook_endpoints e
      set failures = e.failures + 1, failing_since = coalesce(e.failing_since, clock_timestamp()),
        last_failure = ${describeError(error).message.slice(0, 300)}, last_failure_at = clock_timestamp(),
        disabled_at = case when is_gone or is_failing then clock_timestamp() end,
        disabled_reason = case when is_gone then 'gone' when is_failing then 'failing' end
      from found
      where e.endpoint_id = found.endpoint_id
      returning e.disabled_reason as "disabledReason"`,
  );
  return row?.disabledReason ?? null;
}
