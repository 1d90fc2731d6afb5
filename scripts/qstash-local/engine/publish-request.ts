import type { HeaderMap } from "../http/header-map";

/** Something to publish as it was asked for; a schedule keeps one and publishes it again and again. */
export type PublishRequest = {
  /** A URL, or the name of a URL group. */
  destination: string;
  /** Publish headers of protocol §3, lower-case names. */
  headers: HeaderMap;
  body: Buffer;
  callerIp: string;
  /** The queue that is to deliver it in order; made with parallelism 1 when it is missing. */
  queueName?: string;
};
