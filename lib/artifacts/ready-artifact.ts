import type { Executor } from "@/lib/db/database";
import { Problem } from "@/lib/http/problem";
import type { Artifact } from "./artifact";
import { findArtifactFor } from "./find-artifact";

/**
 * The artifact, ready for its person to download.
 *
 * @throws {Problem} `not-found` for unknown and foreign ones alike, `not-ended` while it is written, `expired`.
 */
export async function readyArtifactFor(
  db: Executor,
  owner: Parameters<typeof findArtifactFor>[1],
  artifactId: string,
): Promise<Artifact> {
  const artifact = await findArtifactFor(db, owner, artifactId);
  if (artifact === null) throw new Problem("not-found", "There is no such file.");
  if (artifact.status === "expired") throw new Problem("expired", "This file is not kept any more.");
  if (artifact.status !== "ready") throw new Problem("not-ended", "This file is still being written.");
  return artifact;
}
