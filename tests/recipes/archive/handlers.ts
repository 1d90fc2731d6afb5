import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { handle } from "@/lib/jobs/handle";
import { archiveOrders } from "./jobs";

const PAGE = 500;

/** How far it is: the last order that was looked at, and how many were archived. */
const place = z.object({ after: z.number(), archived: z.number() });

export const handleArchiveOrders = handle(archiveOrders, async ({ before }, ctx) => {
  const { after, archived } = place.parse(ctx.checkpoint ?? { after: 0, archived: 0 });
  const ids = await archivePage(before, after);
  const done = archived + ids.length;
  ctx.progress(done);
  const last = ids.at(-1);
  if (last === undefined || ids.length < PAGE) return { archived: done };
  return ctx.continueWith({ after: last, archived: done }, { delay: 0 });
});

/** Archived orders stay archived: a page that runs twice changes nothing the second time. */
async function archivePage(before: string, after: number): Promise<number[]> {
  const rows = await query(
    database(),
    z.object({ id: z.number() }),
    sql`
      with page as (
        select id from orders where id > ${after} and ordered_on < ${before}::date order by id limit ${PAGE}
      ),
      archived as (update orders set is_archived = true where id in (select id from page))
      select id from page order by id`,
  );
  return rows.map(({ id }) => id);
}
