import { finishArtifact } from "@/lib/artifacts/finish-artifact";
import { sendEmail } from "@/lib/emails/jobs";
import { env } from "@/lib/env/env";
import type { Directive } from "@/lib/jobs/directive";
import type { JobContext } from "@/lib/jobs/handle";
import { exportName } from "./file-name";
import type { ExportPayload } from "./jobs";
import { nameOf } from "./name-of";
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
