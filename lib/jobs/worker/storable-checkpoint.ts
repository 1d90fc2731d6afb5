import { type Storable, toStorable } from "@/lib/jobs/payloads/storable";

/** A checkpoint is kept exactly or not at all: a run that began at another place would skip or repeat work. */
export function storableCheckpoint(value: unknown): Storable {
  const storable = toStorable(value);
  if (storable.json === null || storable.json === JSON.stringify(value)) return storable;
  return { json: null, note: "The value was not stored: it has characters that Postgres cannot keep." };
}
