/** Thrown when a request cannot be served; becomes the answer `{"error": message}` with this status. */
export class HttpError extends Error {
  override readonly name = "HttpError";

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Bad input. Say which field, what was expected and what came. */
export const badRequest = (message: string) => new HttpError(400, message);

/** The thing that was asked for is not known, or no longer. */
export const notFound = (message: string) => new HttpError(404, message);
