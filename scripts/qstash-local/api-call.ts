import type { HeaderMap } from "./header-map";
import type { RawTarget } from "./raw-target";
import type { Route } from "./router";
import type { Tenant } from "./tenant";

/** A request to the API, after its token was accepted. */
export type ApiCall = {
  tenant: Tenant;
  target: RawTarget;
  query: URLSearchParams;
  /** Lower-case names. */
  headers: HeaderMap;
  callerIp: string;
  /** The raw body. Default limit: the largest message. */
  body(bytesMax?: number): Promise<Buffer>;
};

export type ApiRoute = Route<ApiCall>;
