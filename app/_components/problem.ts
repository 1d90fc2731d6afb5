/** An error as the API tells it (RFC 9457). */
export type Problem = {
  /** Stable; the last part of its URL names the kind. */
  type: string;
  title: string;
  status: number;
  detail: string;
  /** What is wrong with which value of the request, by JSON Pointer. */
  errors?: { pointer: string; detail: string }[];
};

/** In place of an answer, when none came. */
export const OFFLINE: Problem = {
  type: "about:blank",
  title: "Offline",
  status: 0,
  detail: "The server cannot be reached. Please try again in a minute.",
};

/** What the API said went wrong; also when something before it answered, such as a proxy. */
export async function readProblem(response: Response): Promise<Problem> {
  const unknown: Problem = {
    type: "about:blank",
    title: response.statusText,
    status: response.status,
    detail: `The server answered ${response.status}. Please try again in a minute.`,
  };
  if (!response.headers.get("content-type")?.startsWith("application/problem+json")) return unknown;
  const body: unknown = await response.json().catch(() => ({}));
  return typeof body === "object" ? { ...unknown, ...body } : unknown;
}
