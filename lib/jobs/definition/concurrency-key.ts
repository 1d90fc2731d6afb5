import type { JobActor } from "@/lib/jobs/actor";
import { assertWhole } from "./definition-bounds";

/** Most runs that may share a key. */
const PER_KEY_MAX = 1_000;

/** What runs of jobs, of any type, exclude each other by. */
export type KeyOption<Payload> = {
  /**
   * Jobs that answer with the same text here, of this type and of others, run one at a time. Null: it waits for none.
   * 1 to 255 characters. `enqueue` may be given another one.
   */
  key?(payload: Payload, actor: JobActor): string | null;
  /** Runs that may go on at once with one key, 1 to 1,000. Give all jobs of a key the same number. Default 1. */
  perKey?: number;
  /** Among whom a key is shared. `everywhere`: all organizations wait for each other. Default `organization`. */
  keyScope?: "organization" | "everywhere";
};

/** A definition's keys, with the defaults filled in. */
export type KeyPolicy<Payload> = Readonly<
  Pick<KeyOption<Payload>, "key"> & Required<Omit<KeyOption<Payload>, "key">>
>;

/** @throws {RangeError} for a number out of bounds or an unknown scope. */
export function toKeyPolicy<Payload>(type: string, option: KeyOption<Payload>): KeyPolicy<Payload> {
  const { perKey = 1, keyScope = "organization" } = option;
  assertWhole(type, "concurrency.perKey", perKey, PER_KEY_MAX);
  if (keyScope !== "organization" && keyScope !== "everywhere")
    throw new RangeError(
      `Job "${type}": concurrency.keyScope must be "organization" or "everywhere", got ${JSON.stringify(keyScope)}.`,
    );
  return { ...(option.key === undefined ? {} : { key: option.key.bind(option) }), perKey, keyScope };
}

/** What a row keeps of its key; both null where it waits for no other. */
export type RowKey = { concurrencyKey: string | null; concurrencyLimit: number | null };

/** The key with its scope, as rows of all types that share it have it. */
export function toRowKey(
  { perKey, keyScope }: KeyPolicy<never>,
  key: string | null,
  { organizationId }: JobActor,
): RowKey {
  if (key === null) return { concurrencyKey: null, concurrencyLimit: null };
  const scope = keyScope === "everywhere" ? "*" : (organizationId ?? "none");
  return { concurrencyKey: `${scope}:${key}`, concurrencyLimit: perKey };
}
