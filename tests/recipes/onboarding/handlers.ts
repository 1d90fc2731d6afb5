import { NonRetryableError } from "@/lib/jobs/errors";
import { handle } from "@/lib/jobs/handle";
import { createWorkspace, fillWorkspace, tellSupport } from "./jobs";

export const handleCreateWorkspace = handle(createWorkspace, async ({ workspaceId }) => {
  if (workspaceId === "taken") throw new NonRetryableError("The name is taken", { code: "name-taken" });
  return { database: `db-${workspaceId}` };
});

export const handleFillWorkspace = handle(fillWorkspace, async (_, ctx) => {
  const created = await ctx.cause();
  return { filled: createWorkspace.result.parse(created?.result).database };
});

export const handleTellSupport = handle(tellSupport, async ({ workspaceId }, ctx) => {
  const failed = await ctx.cause();
  return { text: `Workspace ${workspaceId}: ${failed?.type} ended as ${failed?.error?.code}.` };
});
