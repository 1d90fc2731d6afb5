import { createAuthMiddleware } from "better-auth/api";
import { mailPasswordChanged } from "./account-mails";

/** What better-auth has no callback for: after a request has done its work, in the request's transaction. */
export const afterRequest = createAuthMiddleware(async ({ path, context }) => {
  const isDone = !(context.returned instanceof Error);
  if (isDone && path === "/change-password" && context.session) await mailPasswordChanged(context.session);
});
