import { env } from "@/lib/env/env";
import { NonRetryableError, RetryAfterError } from "@/lib/jobs/errors";
import type { Path } from "@/lib/jobs/payloads/secret-paths";
import { decrypted } from "./field";
import { SEALED } from "./seal";

/** When a run looks for a missing key again, in seconds. */
const KEY_MISSING_SECONDS = 300;

/** What a payload was encrypted for. */
export type SealedRow = {
  jobId: string;
  type: string;
  organizationId: number | null;
  payload: unknown;
  /** A replay, a follow-up, a child or a debounced job: it may have what was encrypted under another id. */
  isCopy: boolean;
};

/** Thrown where `PAYLOAD_KEYS` lacks the key of a payload: the job is put off until a process has it. */
export class PayloadKeyMissing extends RetryAfterError {
  override name = "PayloadKeyMissing";

  constructor(id: string) {
    super(
      `PAYLOAD_KEYS has no key "${id}", with which this payload was encrypted. Put it back, behind the others.`,
      {
        code: "payload-key-missing",
        retryAfter: KEY_MISSING_SECONDS,
        usesAttempt: false,
      },
    );
  }
}

/** Thrown for an encrypted value that was changed, or put where it does not belong: the job fails. */
export class PayloadTampered extends NonRetryableError {
  override name = "PayloadTampered";

  constructor(path: Path) {
    super(
      `What is stored at "${path.join(".")}" was not encrypted with this key for this job. Somebody changed the row.`,
      { code: "payload-tampered" },
    );
  }
}

/** The payload with its secrets as they were given. Of the engine only a run, an edited replay and `revealPayload` ask for it. @throws {PayloadKeyMissing} {@link PayloadTampered} */
export function openedPayload(row: SealedRow): unknown {
  return opened(row.payload, [], row);
}

function opened(value: unknown, path: Path, row: SealedRow): unknown {
  if (Array.isArray(value)) return value.map((item, index) => opened(item, [...path, index], row));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === SEALED) return unsealed(first[1], path, row);
  return Object.fromEntries(entries.map(([name, inner]) => [name, opened(inner, [...path, name], row)]));
}

function unsealed(text: unknown, path: Path, { jobId, type, organizationId, isCopy }: SealedRow): unknown {
  const [version, id, seal, bytes] = String(text).split(".");
  if (version !== "1" || id === undefined || seal === undefined || bytes === undefined)
    throw new PayloadTampered(path);
  const key = env().PAYLOAD_KEYS.find((one) => one.id === id);
  if (key === undefined) throw new PayloadKeyMissing(id);
  if (seal !== jobId && !isCopy) throw new PayloadTampered(path);
  try {
    return decrypted(Buffer.from(bytes, "base64url"), { type, organizationId, seal, path }, key);
  } catch {
    throw new PayloadTampered(path);
  }
}
