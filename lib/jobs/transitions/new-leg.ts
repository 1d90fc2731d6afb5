import { type SQL, sql } from "drizzle-orm";
import { env } from "@/lib/env/env";
import { PUBLISH_CLAIM_SECONDS } from "@/lib/jobs/limits";

/**
 * The columns that each rise of `leg` sets beside it: the old message is forgotten, and whoever made the statement
 * publishes the new one.
 */
export function newMessage(due?: SQL): SQL {
  return sql`message_id = null, published_at = null, publish_claimed_until = ${publishClaim(due)}`;
}

/** What parking sets: the row is pending on a new leg that has no message, until its reason is over. */
export function parkedFor(reason: SQL): SQL {
  return sql`status = 'pending', leg = leg + 1, message_id = null, published_at = null, publish_claimed_until = null,
    parked_reason = ${reason}, turn_until = null, updated_at = clock_timestamp()`;
}

/**
 * Until when nobody else publishes a new leg: for 30 s, since somebody is at it, or until its due time comes
 * within the longest delay that QStash takes.
 */
export function publishClaim(due: SQL = sql`null::timestamptz`): SQL {
  return sql`greatest(
    clock_timestamp() + make_interval(secs => ${PUBLISH_CLAIM_SECONDS}),
    ${due} - make_interval(secs => ${env().QSTASH_MAX_DELAY})
  )`;
}
