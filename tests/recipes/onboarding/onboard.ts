import type { JobActor } from "@/lib/jobs/actor";
import { enqueue } from "@/lib/jobs/enqueue";
import { followUp } from "@/lib/jobs/follow-up";
import { createWorkspace, fillWorkspace, tellSupport } from "./jobs";

export function onboard(workspaceId: string, actor: JobActor) {
  const tell = followUp(tellSupport, { workspaceId });
  return enqueue(
    createWorkspace,
    { workspaceId },
    {
      actor,
      onSuccess: followUp(fillWorkspace, { workspaceId }, { notifyOnFailure: tell }),
      notifyOnFailure: tell,
    },
  );
}
