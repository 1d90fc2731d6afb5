import type { Service } from "../engine/service";
import type { Route } from "../http/router";

/** A request under `/_dev/`: no token, all accounts. */
export type DevCall = {
  service: Service;
  query: URLSearchParams;
  /** The raw body. */
  body(): Promise<Buffer>;
};

export type DevRoute = Route<DevCall>;
