import { findArtifactFor } from "@/lib/artifacts/find-artifact";
import { signedIn } from "@/lib/auth/signed-in";
import { database } from "@/lib/db/client";
import { answering } from "@/lib/http/answering";
import { jsonWithEtag } from "@/lib/http/etag";
import { otherMethods } from "@/lib/http/other-methods";
import { Problem } from "@/lib/http/problem";

/** A file that a job made: what it is, and while it is there, where to download it. */
export const GET = answering(async (request, { params }: RouteContext<"/api/v1/artifacts/[artifactId]">) => {
  const actor = await signedIn(request, "artifacts:read");
  const artifact = await findArtifactFor(database(), actor, (await params).artifactId);
  if (artifact === null) throw new Problem("not-found", "There is no such file.");
  const { storageKey: _, ...shown } = artifact;
  const links = artifact.status === "ready" ? { download: `/downloads/${artifact.artifactId}/file` } : {};
  return jsonWithEtag(request, { ...shown, links }, { "Cache-Control": "private, no-cache" });
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
