import type { Credentials } from "../credentials";
import { rotateKeys } from "../engine/signing-keys";
import { ok, type Reply } from "../http/router";
import type { ApiCall, ApiRoute } from "./api-call";

/** The signing keys. The SDK in dev mode asks for them to see whether this is a server for it. Source: protocol §2.11, §1.5. */
export const keyRoutes: ApiRoute[] = [
  { method: "GET", pattern: "/v2/keys", handle: ({ tenant }) => keysView(tenant.account.credentials) },
  { method: "POST", pattern: "/v2/keys/rotate", handle: rotate },
];

function rotate({ tenant: { account } }: ApiCall): Reply {
  rotateKeys(account.credentials, account.tables.rotatedKeys);
  return keysView(account.credentials);
}

function keysView({ currentSigningKey, nextSigningKey }: Credentials): Reply {
  return ok({ current: currentSigningKey, next: nextSigningKey });
}
