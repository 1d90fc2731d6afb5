import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { storage } from "@/lib/storage/configured";
import type { PageOptions, Step } from "./step";
import { noteRemoved } from "./tally";

/** A file of an artifact, or what an export collects beside it until it is written. Nothing else is touched. */
const KEY = /^(?:export|report)s\/([0-9a-f]{8}-[0-9a-f-]{27})(\.rows\/.+)?$/;

/** So many files are looked up at once. */
const PAGE = 200;

type StoredFile = { key: string; bytes: number; artifactId: string; isBeside: boolean };

/**
 * Stored files of which no artifact tells any more: a process died between removing a row and its bytes, or while it
 * collected rows for a workbook that nobody went on with.
 */
export const orphanFiles: Step = {
  target: "orphan-files",
  async page(options) {
    const found = { count: 0, bytes: 0, after: null };
    for (const prefix of ["exports/", "reports/"]) {
      for await (const files of pagesOf(prefix, options)) {
        for (const file of await orphansOf(files)) {
          options.signal.throwIfAborted();
          if (!options.isDry) await remove(file, options);
          found.count += 1;
          found.bytes += file.bytes;
        }
      }
    }
    return found;
  },
};

async function* pagesOf(prefix: string, { before }: PageOptions): AsyncIterable<StoredFile[]> {
  let page: StoredFile[] = [];
  for await (const { key, bytes, modifiedAt } of storage().list(prefix)) {
    const [, artifactId, beside] = KEY.exec(key) ?? [];
    if (artifactId === undefined || modifiedAt.getTime() >= Date.parse(before)) continue;
    page.push({ key, bytes, artifactId, isBeside: beside !== undefined });
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

/** Beside a file that is ready nothing is needed any more. */
async function orphansOf(files: readonly StoredFile[]): Promise<StoredFile[]> {
  const ids = sql.join(
    files.map(({ artifactId }) => sql`${artifactId}::uuid`),
    sql`, `,
  );
  const kept = await query(
    database(),
    z.object({ id: z.string(), status: z.string() }),
    sql`select artifact_id as id, status from artifacts
      where artifact_id in (${ids}) and status in ('writing', 'ready')`,
  );
  const statuses = new Map(kept.map(({ id, status }) => [id, status]));
  return files.filter(({ artifactId, isBeside }) => {
    const status = statuses.get(artifactId);
    return status === undefined || (isBeside && status === "ready");
  });
}

async function remove({ key, bytes }: StoredFile, { jobId }: PageOptions): Promise<void> {
  await storage().delete(key);
  await noteRemoved(database(), jobId, "orphan-files", { count: 1, bytes });
}
