import type { Answer } from "@/lib/http/outgoing/post";
import { retryAfterSeconds } from "@/lib/http/retry-after";
import { NonRetryableError, RetryAfterError } from "@/lib/jobs/errors";

/** Longest wait that an endpoint may ask for, in seconds: 20 hours, the longest between two tries. */
const WAIT_SECONDS_MAX = 20 * 60 * 60;

/** Thrown for an answer that is no success. Tried again, by the job's own backoff. */
class EndpointAnswered extends Error {
  override name = "EndpointAnswered";
  readonly code = "endpoint-answered";
  readonly status: number;

  constructor(status: number) {
    const redirect =
      status >= 300 && status < 400 ? " Redirects are not followed: give the final address." : "";
    super(`The endpoint answered ${status}; 2xx was expected.${redirect}`);
    this.status = status;
  }
}

/** Thrown for 429 and 503: the endpoint says when it wants to be asked again. */
class EndpointBusy extends RetryAfterError {
  override name = "EndpointBusy";
  readonly status: number;

  constructor(status: number, retryAfter: number) {
    const message = `The endpoint answered ${status} and is asked again in ${retryAfter} s.`;
    super(message, { retryAfter, code: "endpoint-busy" });
    this.status = status;
  }
}

/** Thrown for 410: the endpoint is disabled, and hears of nothing any more. */
export class EndpointGone extends NonRetryableError {
  override name = "EndpointGone";
  readonly status = 410;

  constructor() {
    super("The endpoint answered 410 Gone, so it was disabled. Enable it when it is there again.", {
      code: "endpoint-gone",
    });
  }
}

/**
 * What an answer means: 2xx is a success. 410 is the end of the endpoint. All others, redirects and 4xx too, are tried
 * again: receivers are deployed badly, and repaired, within hours. After a 429 or 503 with `Retry-After` that is not
 * before the time it names, and never sooner than by the backoff: ten tries in ten seconds help nobody.
 *
 * @param backoffSeconds the wait that would follow this try by itself
 *
 * @throws {EndpointGone} {@link EndpointBusy} {@link EndpointAnswered}
 */
export function assertAccepted({ status, headers }: Answer, backoffSeconds: number): void {
  if (status >= 200 && status < 300) return;
  if (status === 410) throw new EndpointGone();
  if ((status === 429 || status === 503) && headers["retry-after"] !== undefined) {
    const asked = Math.min(retryAfterSeconds(headers, backoffSeconds), WAIT_SECONDS_MAX);
    throw new EndpointBusy(status, Math.max(asked, backoffSeconds));
  }
  throw new EndpointAnswered(status);
}
