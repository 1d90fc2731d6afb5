import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { storage } from "@/lib/storage/configured";
import type { PageOptions, Step } from "./step";
import { noteRemoved } from "./tally";

/** Uploads in parts that nothing writes any more: a process died between beginning one and noting it. */
export const orphanUploads: Step = {
  target: "orphan-uploads",
  async page(options) {
    const before = Date.parse(options.before);
    let count = 0;
    for await (const { key, uploadId, startedAt } of storage().listUploads("")) {
      options.signal.throwIfAborted();
      if (startedAt.getTime() >= before || (await isBeingWritten(uploadId))) continue;
      if (!options.isDry) await abort(key, uploadId, options);
      count += 1;
    }
    return { count, bytes: 0, after: null };
  },
};

async function isBeingWritten(uploadId: string): Promise<boolean> {
  const found = await query(
    database(),
    z.unknown(),
    sql`select 1 from artifacts where upload_id = ${uploadId} and status = 'writing'`,
  );
  return found.length > 0;
}

async function abort(key: string, uploadId: string, { jobId }: PageOptions): Promise<void> {
  await storage().abortUpload(key, uploadId);
  await noteRemoved(database(), jobId, "orphan-uploads", { count: 1, bytes: 0 });
}
