import { type HeaderMap, headerValue } from "./header-map";
import { HttpError } from "./http-error";

const LOCAL_NAME = /^(https?:\/\/)?(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * For what asks for no token: a web page elsewhere must not get at it through the developer's browser, neither by
 * its own `Origin`, nor by a host name that was pointed at this machine.
 *
 * @throws {HttpError} 403
 */
export function assertLocal(headers: HeaderMap): void {
  const names = [headerValue(headers, "host"), headerValue(headers, "origin")];
  if (names.every((name) => name === undefined || LOCAL_NAME.test(name))) return;
  throw new HttpError(403, "this answers to this machine only: call it as http://127.0.0.1:<port>");
}
