const REASONS = {
  timeout: "did not answer in time. Answer at once, and do the work afterwards.",
  tls: "has no certificate that is valid for its name. Renew it, or complete its chain.",
  "not-http": "answered something that is not HTTP.",
  unreachable: "could not be reached, or closed the connection. Check that it runs and lets us in.",
} as const;

/** Thrown when a destination was called and no answer came: it may have received the message all the same. */
export class NoAnswer extends Error {
  override name = "NoAnswer";
  readonly reason: keyof typeof REASONS;
  /** Stable, kebab-case: job rows keep it. */
  readonly code: string;

  constructor(reason: keyof typeof REASONS, host: string, options: ErrorOptions = {}) {
    super(`The endpoint at "${host.slice(0, 255)}" ${REASONS[reason]}`, options);
    this.reason = reason;
    this.code = `endpoint-${reason}`;
  }
}
