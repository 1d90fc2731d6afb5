/** Status of each error name, as Resend documents them (https://resend.com/docs/api-reference/errors). */
const STATUS = {
  invalid_idempotency_key: 400,
  missing_api_key: 401,
  invalid_api_key: 403,
  not_found: 404,
  method_not_allowed: 405,
  invalid_idempotent_request: 409,
  concurrent_idempotent_requests: 409,
  invalid_attachment: 422,
  invalid_parameter: 422,
  missing_required_field: 422,
  validation_error: 422,
  daily_quota_exceeded: 429,
  monthly_quota_exceeded: 429,
  rate_limit_exceeded: 429,
  internal_server_error: 500,
  application_error: 500,
} as const;

export type ErrorName = keyof typeof STATUS;

/** Thrown anywhere on the way to an answer; the server turns it into Resend's `{ statusCode, name, message }`. */
export class ResendError extends Error {
  override readonly name: ErrorName;
  readonly statusCode: number;
  readonly headers: Record<string, string>;

  /** `status` only where Resend uses the same name with several statuses. */
  constructor(
    name: ErrorName,
    message: string,
    options: { status?: number; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.name = name;
    this.statusCode = options.status ?? STATUS[name];
    this.headers = options.headers ?? {};
  }
}
