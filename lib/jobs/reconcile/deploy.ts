import type { AlertSettings } from "@/lib/jobs/alerts/settings";
import type { JobDefinition } from "@/lib/jobs/define";
import { type KnownType, knownTypes } from "@/lib/jobs/deploys/known-types";
import { RETIRED_ENDPOINT } from "@/lib/jobs/limits";
import type { Registry } from "@/lib/jobs/registry";

/** What the deploy that makes a pass can run. */
export type Deploy = {
  readonly known: readonly KnownType[];
  /** These are all of its types: what is none of them waits for another deploy. */
  readonly isWhole: boolean;
  /** Null: this process does not know how the app wants to be alarmed. */
  readonly alerts: AlertSettings | null;
};

/** A pass of a process that knows no job sends none on that waits for a deploy. */
export const NO_DEPLOY: Deploy = { known: [], isWhole: false, alerts: null };

/** All that an app runs, and the types that it has retired: their jobs go on to where they fail. */
export function deployOf(
  { known, retired }: Pick<Registry, "known" | "retired">,
  alerts: AlertSettings | null = null,
): Deploy {
  const gone = retired.map(({ type }) => ({ type, payloadVersion: VERSION_MAX, endpoint: RETIRED_ENDPOINT }));
  return { known: [...known, ...gone], isWhole: true, alerts };
}

/** What one worker runs. */
export function partOf(job: JobDefinition): Deploy {
  return { known: knownTypes(job), isWhole: false, alerts: null };
}

const VERSION_MAX = 2 ** 31 - 1;
