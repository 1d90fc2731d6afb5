import { recordActivity } from "@/lib/activity/record-activity";
import { fileLink, LINK_SECONDS } from "@/lib/artifacts/file-link";
import { orPage } from "@/lib/artifacts/or-page";
import { readyArtifactFor } from "@/lib/artifacts/ready-artifact";
import { signedIn } from "@/lib/auth/signed-in";
import { database } from "@/lib/db/client";
import { answering } from "@/lib/http/answering";
import { storage } from "@/lib/storage/configured";

type Context = RouteContext<"/downloads/[artifactId]/file">;

/**
 * Notes who takes the file and leads to it by a link that works for some minutes: the storage's own where it gives out
 * any.
 */
export const GET = answering(async (request, { params }: Context) => {
  const { artifactId } = await params;
  return await orPage(request, artifactId, () => leadToFile(request, artifactId));
});

async function leadToFile(request: Request, artifactId: string): Promise<Response> {
  const { userId, organizationId } = await signedIn(request, "artifacts:read");
  const artifact = await readyArtifactFor(database(), { userId, organizationId }, artifactId);
  const { storageKey, fileName, contentType, kind } = artifact;
  if (organizationId !== null)
    await recordActivity(database(), {
      organizationId,
      userId,
      action: `${kind}.downloaded`,
      subject: fileName,
    });
  const presigned = await storage().presignGet(storageKey, {
    fileName,
    contentType,
    expiresSeconds: LINK_SECONDS,
  });
  const location = presigned ?? fileLink({ artifactId, organizationId, userId });
  return new Response(null, {
    status: 303,
    headers: { Location: location, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" },
  });
}
