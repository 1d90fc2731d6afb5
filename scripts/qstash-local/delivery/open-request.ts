import http, { type ClientRequest } from "node:http";
import https from "node:https";
import type { HeaderMap } from "../http/header-map";
import type { Connections } from "./connections";
import { requestAddressOf } from "./request-address";

/** What stands in the head of a request, and whom it goes to. */
type Head = { url: string; method: string; header: HeaderMap; body: Buffer; connections: Connections };

/**
 * Begins a request; its body is still to be sent. It is never sent again by itself, not even when a kept connection
 * turns out to be dead: that is a failed attempt.
 */
export function openRequest({ url, method, header, body, connections }: Head): ClientRequest {
  const { host, authorization, ...address } = requestAddressOf(url);
  // As a list they are written as they are; one by one, node would keep, look up and write each.
  const headers = ["Host", host, "Accept-Encoding", "gzip"];
  if (body.length > 0 || method !== "GET") headers.push("Content-Length", String(body.length));
  if (authorization && !header.has("Authorization")) headers.push("Authorization", authorization);
  for (const [name, values] of header) {
    if (name !== "Accept-Encoding") for (const value of values) headers.push(name, value);
  }
  const options = { ...address, method, headers };
  return url.startsWith("https:")
    ? https.request({ ...options, agent: connections.https })
    : http.request({ ...options, agent: connections.http });
}
