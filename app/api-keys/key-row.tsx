import type { ListedKey } from "@/lib/auth/api-keys/list-api-keys";
import { RevokeKey } from "./revoke-key";

const DAY = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" });
const MINUTE = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });

const OVER = { revoked: "Revoked", expired: "Expired", left: "Its maker has left" } as const;

/** A key, as far as it may be shown; how it is ended stands below. */
export function KeyRow({ apiKey }: { apiKey: ListedKey }) {
  const { keyId, name, prefix, scopes, person, state, lastUsedAt } = apiKey;
  return (
    <li className="grid gap-2 px-4 py-3">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <p className="min-w-0 font-medium break-words">{name}</p>
        <code className="text-sm text-muted-foreground">bgj_{prefix}_…</code>
        {state !== "active" && (
          <span className="rounded-full bg-secondary px-2.5 py-0.5 text-xs font-medium text-secondary-foreground">
            {OVER[state]}
          </span>
        )}
      </div>
      <p className="flex flex-wrap gap-1.5" aria-label="Scopes">
        {scopes.map((scope) => (
          <code key={scope} className="rounded-md border px-1.5 py-0.5 text-xs">
            {scope}
          </code>
        ))}
      </p>
      <p className="text-sm text-pretty text-muted-foreground">
        Acts as {person} · {when(apiKey)} ·{" "}
        {lastUsedAt === null ? "never used" : `last used ${MINUTE.format(new Date(lastUsedAt))} UTC`}
      </p>
      {state !== "revoked" && <RevokeKey keyId={keyId} name={name} />}
    </li>
  );
}

function when({ createdAt, expiresAt, revokedAt, state }: ListedKey): string {
  const made = `made ${DAY.format(new Date(createdAt))}`;
  if (revokedAt !== null) return `${made}, revoked ${DAY.format(new Date(revokedAt))}`;
  if (expiresAt === null) return `${made}, does not expire`;
  return `${made}, ${state === "expired" ? "expired" : "expires"} ${DAY.format(new Date(expiresAt))}`;
}
