import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";

const workspace = z.strictObject({ workspaceId: z.string() });

export const createWorkspace = defineJob({
  type: "create-workspace",
  endpoint: "/api/jobs/create-workspace",
  description: "Create a workspace",
  payload: workspace,
  result: z.strictObject({ database: z.string() }),
  timeoutSeconds: 60,
});

export const fillWorkspace = defineJob({
  type: "fill-workspace",
  endpoint: "/api/jobs/fill-workspace",
  description: "Put examples into a workspace",
  payload: workspace,
  result: z.strictObject({ filled: z.string() }),
  timeoutSeconds: 60,
});

export const tellSupport = defineJob({
  type: "tell-support",
  endpoint: "/api/jobs/tell-support",
  description: "Tell support what went wrong",
  payload: workspace,
  result: z.strictObject({ text: z.string() }),
  timeoutSeconds: 30,
});
