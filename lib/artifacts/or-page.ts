import { Problem } from "@/lib/http/problem";

/**
 * What a browser's person sees instead of a problem in JSON: the file's page, which asks them to sign in, says that the
 * file is gone, or offers it anew. Programs get the problem.
 */
export async function orPage(
  request: Request,
  artifactId: string,
  answer: () => Promise<Response>,
): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof Problem) || !isForPeople(request)) throw error;
    const headers = { Location: `/downloads/${encodeURIComponent(artifactId)}`, "Cache-Control": "no-store" };
    return new Response(null, { status: 303, headers });
  }
}

function isForPeople(request: Request): boolean {
  return request.headers.get("accept")?.includes("text/html") === true;
}
