import { parseSetCookieHeader, toCookieOptions } from "better-auth/cookies";
import { cookies, headers } from "next/headers";
import { z } from "zod";
import { handleAuth } from "@/lib/auth/handle-auth";
import { env } from "@/lib/env/env";

/** What better-auth's routes answer. */
export type AuthAnswer =
  | { ok: true }
  | { ok: false; status: number; code: string; message: string; retryAfterSeconds: number | null };

/**
 * Asks better-auth's own route from a server action and hands its cookies to the browser. Through the route
 * rather than through `auth().api`, because only the route counts tries. As whoever is signed in.
 *
 * @param body of a POST; without one it is a GET.
 */
export async function callAuth(path: string, body?: Record<string, string | boolean>): Promise<AuthAnswer> {
  const response = await handleAuth(await authRequest(path, body));
  if (!response.ok) return await refusal(response);
  const jar = await cookies();
  for (const header of response.headers.getSetCookie()) {
    for (const [name, cookie] of parseSetCookieHeader(header))
      jar.set(name, cookie.value, toCookieOptions(cookie));
  }
  return { ok: true };
}

async function authRequest(path: string, body?: Record<string, string | boolean>): Promise<Request> {
  const { BASE_URL } = env();
  const incoming = await headers();
  return new Request(`${BASE_URL}/api/auth${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      "content-type": "application/json",
      // Next.js has compared the browser's Origin with the Host already.
      origin: BASE_URL,
      "user-agent": incoming.get("user-agent") ?? "",
      "x-forwarded-for": incoming.get("x-forwarded-for") ?? "",
      cookie: incoming.get("cookie") ?? "",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const refused = z.object({ code: z.string().default("UNKNOWN"), message: z.string().default("") });

async function refusal(response: Response): Promise<AuthAnswer> {
  const body = refused.safeParse(await response.json().catch(() => ({})));
  const { code, message } = body.data ?? { code: "UNKNOWN", message: "" };
  const retryAfter = Number(response.headers.get("x-retry-after") ?? Number.NaN);
  return {
    ok: false,
    status: response.status,
    code,
    message,
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null,
  };
}
