import { ok } from "../http/router";
import type { ApiRoute } from "./api-call";

/** The signing keys. The SDK in dev mode asks for them to see whether this is a server for it (protocol §1.5). */
export const keyRoutes: ApiRoute[] = [
  {
    method: "GET",
    pattern: "/v2/keys",
    handle({ tenant }) {
      const { currentSigningKey, nextSigningKey } = tenant.account.credentials;
      return ok({ current: currentSigningKey, next: nextSigningKey });
    },
  },
];
