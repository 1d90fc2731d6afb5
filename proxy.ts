import type { NextRequest } from "next/server";
import { formFault } from "@/lib/http/form-fault";

/**
 * Stands before forms that are sent to pages, and before nothing else: Next itself answers 500 to a form that is
 * damaged or was sent from another site, and logs it as an error of ours.
 */
export async function proxy(request: NextRequest): Promise<Response | undefined> {
  const fault = await formFault(request);
  if (fault === undefined) return undefined;
  return new Response(`${fault.detail}\n`, {
    status: fault.status,
    headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" },
  });
}

// Next reads it without running it: no name of ours may be in it. QStash never meets it: the API is left out.
export const config = {
  matcher: [
    {
      source: "/((?!api/|_next/).*)",
      has: [{ type: "header", key: "content-type", value: "multipart/form-data.*" }],
    },
    { source: "/((?!api/|_next/).*)", has: [{ type: "header", key: "next-action" }] },
    // A call of an action whose header is empty: that counts as none here, but as one later.
    { source: "/((?!api/|_next/).*)", has: [{ type: "header", key: "origin" }] },
  ],
};
