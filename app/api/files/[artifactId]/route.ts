import { judgeFileLink } from "@/lib/artifacts/file-link";
import { orPage } from "@/lib/artifacts/or-page";
import { readyArtifactFor } from "@/lib/artifacts/ready-artifact";
import { serveArtifact } from "@/lib/artifacts/serve-artifact";
import { signedIn } from "@/lib/auth/signed-in";
import { database } from "@/lib/db/client";
import { answering } from "@/lib/http/answering";
import { Problem } from "@/lib/http/problem";
import { storage } from "@/lib/storage/configured";

type Context = RouteContext<"/api/files/[artifactId]">;

/** A file's bytes, for a link that `/downloads/{artifactId}/file` made for this very person. HEAD too. */
export const GET = answering(async (request, { params }: Context) => {
  const { artifactId } = await params;
  return await orPage(request, artifactId, () => serve(request, artifactId));
});

export const HEAD = GET;

async function serve(request: Request, artifactId: string): Promise<Response> {
  const { userId, organizationId } = await signedIn(request, "artifacts:read");
  const verdict = judgeFileLink({ artifactId, organizationId, userId }, new URL(request.url));
  if (verdict === "forged") throw new Problem("not-found", "There is no such file.");
  if (verdict === "expired") throw new Problem("expired", "This link is over. Download the file anew.");
  const artifact = await readyArtifactFor(database(), { userId, organizationId }, artifactId);
  return await serveArtifact(request, artifact, storage());
}
