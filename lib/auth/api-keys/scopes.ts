/** What a key may be for, as people read it. Keys carry the names on the left: never rename one. */
export const SCOPES = {
  "jobs:read": "Read jobs and how they stand",
  "jobs:write": "Start jobs and batches",
  "jobs:operate": "Cancel and retry jobs",
  "artifacts:read": "Read and download files",
  "webhooks:manage": "Manage webhook endpoints",
} as const satisfies Record<string, string>;

export type Scope = keyof typeof SCOPES;

/** Whether it is one that a key may have today. */
export function isScope(name: string): name is Scope {
  return Object.hasOwn(SCOPES, name);
}
