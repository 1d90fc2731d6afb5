import { createJobPoller } from "./job-poller";

/** Changes with the shape of the news. */
const CHANNEL = "jobs-1";

/** The one of this page. On the server it asks and hears nothing. */
export const poller = createJobPoller({
  channel: typeof window === "undefined" ? undefined : new BroadcastChannel(CHANNEL),
});
