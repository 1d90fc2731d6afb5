import type { OpenArtifact } from "@/lib/artifacts/artifact";
import { forgetParts } from "@/lib/artifacts/note-part";
import { openArtifact } from "@/lib/artifacts/open-artifact";
import { database } from "@/lib/db/client";
import { handle, type JobContext } from "@/lib/jobs/handle";
import { storage } from "@/lib/storage/configured";
import { UploadSpoiled } from "@/lib/storage/storage-error";
import { fileName } from "./file-name";
import { finishExport } from "./finish-export";
import { formatOf } from "./formats/format-of";
import { exportData } from "./jobs";
import { organizationToExport } from "./may-export";
import { COUNT_MOST, countRows, type Selection } from "./read-pages";
import { removeRows } from "./row-parts";
import { sourceOf } from "./sources/source-of";
import { writeTextFile } from "./write-text";
import { writeWorkbook } from "./write-workbook";
import type { Writing } from "./writing";

/** Time that a run keeps for what comes after its last page, in milliseconds. */
const LAST_STEPS_MS = 20_000;

/**
 * Reads page by page, keeps part by part, and goes on in another run when the time is up. What is kept is noted with
 * its rows, so a run that was killed costs no more than the part it was at.
 */
export const handleExportData = handle(exportData, async (payload, ctx) => {
  const source = sourceOf(payload);
  const organizationId = await organizationToExport(database(), ctx.actor, payload);
  const format = formatOf(payload);
  const artifact = await openArtifact(database(), {
    jobId: ctx.jobId,
    userId: ctx.actor.userId,
    // Null with data of all organizations: such a file is for whoever asked, not for their colleagues.
    organizationId,
    kind: "export",
    fileName: fileName(source, new Date(), format.extension),
    contentType: format.contentType,
  });
  const writing = await writingOf(ctx, { source, payload, organizationId, asOf: artifact.createdAt });
  const file = await orForget(artifact, async () =>
    format.isText
      ? await writeTextFile(services(), artifact, format, writing)
      : await writeWorkbook(workbookServices(ctx), artifact, writing),
  );
  if (file === null) return ctx.continueWith(null, { delay: 0 });
  const end = await finishExport(ctx, { payload, source, artifactId: artifact.artifactId, ...file });
  // Not before: a run that has to make the workbook again needs them.
  if (!format.isText) await removeRows(storage(), artifact.storageKey);
  return end;
});

function services() {
  return { db: database(), storage: storage() };
}

function workbookServices(ctx: JobContext) {
  const { run, stopAt } = ctx;
  const onMaking = (rows: number) => ctx.progress(rows, rows, "Making the workbook");
  return { ...services(), run, stopAt, onMaking };
}

async function writingOf(ctx: JobContext, selection: Selection): Promise<Writing> {
  const total = await countRows(database(), selection);
  const shown = total === null || total > COUNT_MOST ? undefined : total;
  return {
    selection,
    total,
    signal: ctx.signal,
    until: ctx.stopAt.getTime() - LAST_STEPS_MS,
    onRows: (rows) => ctx.progress(rows, shown, "rows"),
  };
}

/** A file whose parts are not what was noted begins anew, with the next attempt. */
async function orForget<T>(artifact: OpenArtifact, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof UploadSpoiled) await forgetParts(database(), artifact);
    throw error;
  }
}
