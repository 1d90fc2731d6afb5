import type { Service } from "../engine/service";
import type { Tenant } from "../engine/tenant";
import type { Params, Route } from "../http/router";
import type { PageAnswer } from "./page-answer";

/** A browser's request for a screen, or a form it sends. */
export type PageCall = {
  service: Service;
  /** Whose things are shown. */
  tenant: Tenant;
  /** Its place among the accounts, from 1. */
  account: number;
  /** Unix milliseconds by the server's clock. */
  now: number;
  /** As the browser knows this server, for snippets: `http://127.0.0.1:8080`. */
  origin: string;
  path: string;
  query: URLSearchParams;
  /** The fields of a form; empty for a screen. */
  form: URLSearchParams;
};

export type ScreenCall = PageCall & { params: Params };

export type PageRoute = Route<PageCall, PageAnswer>;
