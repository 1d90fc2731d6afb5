import type { WebhookSources } from "./source";

let inUse: (() => WebhookSources) | undefined;

/** Says which sources there are: `lib/webhook-sources.ts` is the one list of them. */
export function useSources(sources: () => WebhookSources): void {
  inUse = sources;
}

/** @throws Error where `useSources` was not called: the route that runs them must. */
export function sourcesInUse(): WebhookSources {
  if (inUse === undefined) throw new Error("Call useSources(webhookSources) before webhooks are processed.");
  return inUse();
}
