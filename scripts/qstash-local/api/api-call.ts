import type { Tenant } from "../engine/tenant";
import type { HeaderMap } from "../http/header-map";
import type { RawTarget } from "../http/raw-target";
import type { Route } from "../http/router";

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
