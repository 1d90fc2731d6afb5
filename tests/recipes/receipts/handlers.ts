import { sql } from "drizzle-orm";
import { z } from "zod";
import { finishArtifact } from "@/lib/artifacts/finish-artifact";
import { openArtifact } from "@/lib/artifacts/open-artifact";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { handle } from "@/lib/jobs/handle";
import { storage } from "@/lib/storage/configured";
import { writeReceipts } from "./jobs";

const PAGE = 500;
const TEXT = "text/plain; charset=utf-8";

export const handleWriteReceipts = handle(writeReceipts, async ({ year }, ctx) => {
  const { artifactId, storageKey } = await openArtifact(database(), {
    jobId: ctx.jobId,
    ...ctx.actor,
    kind: "report",
    fileName: `receipts-${year}.txt`,
    contentType: TEXT,
  });
  let rows = 0;
  const lines = linesOf(year, () => ctx.progress(++rows));
  const { bytes } = await storage().put(storageKey, lines, { contentType: TEXT, signal: ctx.signal });
  return await ctx.complete({ artifactId, rows, bytes }, async (tx) => {
    await finishArtifact(tx, artifactId, { bytes, rows });
  });
});

/** Page after page, as fast as the storage takes them: one page is in memory. */
async function* linesOf(year: number, onRow: () => void): AsyncIterable<Uint8Array> {
  for (let after = 0; ; ) {
    const page = await query(
      database(),
      z.object({ id: z.number(), line: z.string() }),
      sql`select id, line from receipts where year = ${year} and id > ${after} order by id limit ${PAGE}`,
    );
    for (const { line } of page) {
      onRow();
      yield Buffer.from(`${line}\n`);
    }
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}
