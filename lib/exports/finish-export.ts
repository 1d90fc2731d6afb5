import { sql } from "drizzle-orm";
import { z } from "zod";
import { finishArtifact } from "@/lib/artifacts/finish-artifact";
import { type Executor, query } from "@/lib/db/database";
import { sendEmail } from "@/lib/emails/jobs";
import { env } from "@/lib/env/env";
import type { Directive } from "@/lib/jobs/directive";
import type { JobContext } from "@/lib/jobs/handle";
import { exportName } from "./file-name";
import type { ExportPayload } from "./jobs";
import type { Source } from "./sources/source";

type Finished = { payload: ExportPayload; source: Source; artifactId: string; rows: number; bytes: number };

/** The file, the mail that tells of it and the end of the job: all of them are committed at once, or none. */
export async function finishExport(
  ctx: JobContext,
  { payload, source, artifactId, rows, bytes }: Finished,
): Promise<Directive> {
  return await ctx.complete({ artifactId, rows, bytes }, async (tx) => {
    const { expiresAt } = await finishArtifact(tx, artifactId, { bytes, rows });
    ctx.enqueue(sendEmail, {
      template: "exportReady",
      to: payload.notifyEmail,
      data: {
        name: await nameOf(tx, payload.notifyEmail),
        exportName: exportName(source),
        rows,
        bytes,
        downloadUrl: `${env().BASE_URL}/downloads/${artifactId}`,
        expiresAt: expiresAt.toISOString(),
      },
    });
  });
}

/** How the mail speaks to them. */
async function nameOf(tx: Executor, email: string): Promise<string> {
  const [found] = await query(
    tx,
    z.object({ name: z.string() }),
    sql`select name from users where email = ${email.toLowerCase()}`,
  );
  return found?.name ?? email.slice(0, email.lastIndexOf("@")).slice(0, 120);
}
