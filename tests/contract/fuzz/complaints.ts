import { z } from "zod";
import type { RawResponse } from "./responses";

const MAY_FAIL = new Set([501]);
const refusal = z.object({ error: z.string().min(1) });

/**
 * What is wrong with an answer, whatever was asked; `undefined` when nothing is. A page may redirect and may say what
 * is wrong in HTML, the API may not.
 */
export function complaintAbout({ status, head, body }: RawResponse, mayBePage: boolean): string | undefined {
  if (status >= 500 && !MAY_FAIL.has(status)) return `an undocumented ${status}: ${body.slice(0, 300)}`;
  if (mayBePage && !/^content-type: application\/json/im.test(head)) return undefined;
  if (status >= 300 && status < 400) return `a redirect: ${head}`;
  // The answer to HEAD, or one that ends where the connection was cut.
  if (body === "") return undefined;
  const json = parsed(body);
  if (json === undefined) return `${status} is not JSON: ${body.slice(0, 300)}`;
  return status < 400 || refusal.safeParse(json).success ? undefined : `${status} without {"error"}: ${body}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
