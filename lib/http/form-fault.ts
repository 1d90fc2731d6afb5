import { JsonError, parseJson } from "./parse-json";
import { BodyTooLargeError, readBody } from "./read-body";

/** What is wrong with a form, for its sender. */
export type FormFault = { status: 400 | 403 | 413; detail: string };

const MULTIPART = "multipart/form-data";

/** Bytes of a form: Next's own limit on server actions. */
const BYTES_MAX = 1024 * 1024;

const DAMAGED: FormFault = {
  status: 400,
  detail: "The form could not be read: it arrived damaged, or not whole. Go back and send it again.",
};
const FOREIGN: FormFault = {
  status: 403,
  detail: "The form was sent by a page of another site. Open the page itself and send it from there.",
};
const TOO_LARGE: FormFault = {
  status: 413,
  detail: "The form is larger than 1 MB. Go back and send less at once.",
};

/**
 * What speaks against a form that was sent to a page, or against a call of a server action: only what Next would
 * answer with 500. Reads the body, so it takes a request that can be read twice.
 *
 * @returns `undefined` when Next can take it
 */
export async function formFault(request: Request): Promise<FormFault | undefined> {
  const { method, headers } = request;
  const type = headers.get("content-type") ?? "";
  const isForm = type.startsWith(MULTIPART);
  if (method !== "POST" || !(isForm || headers.has("next-action"))) return undefined;
  if (isForeign(headers)) return FOREIGN;
  try {
    const text = await readBody(request, BYTES_MAX);
    return (await isReadable(text, type)) ? undefined : DAMAGED;
  } catch (error) {
    if (error instanceof BodyTooLargeError) return TOO_LARGE;
    throw error;
  }
}

/** Next's own rule: a browser names the page's origin, and that is the host which was asked for, or was at first. */
function isForeign(headers: Headers): boolean {
  const origin = headers.get("origin");
  if (origin === null) return false;
  const host = headers.get("x-forwarded-host")?.split(",")[0]?.trim() || headers.get("host");
  return !URL.canParse(origin) || new URL(origin).host !== host;
}

/** What a page's script sends is a form too, or the arguments as JSON. */
async function isReadable(text: string, contentType: string): Promise<boolean> {
  try {
    if (!contentType.startsWith(MULTIPART)) parseJson(text);
    else await new Response(text, { headers: { "Content-Type": contentType } }).formData();
    return true;
  } catch (error) {
    // Node says of a form it cannot read that the type is wrong.
    if (error instanceof JsonError || error instanceof TypeError) return false;
    throw error;
  }
}
