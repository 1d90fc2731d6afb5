/** The header that leads to the next page of a list: the same request with another `cursor`. None for null. */
export function nextPage(request: Request, nextCursor: string | null): Record<string, string> {
  if (nextCursor === null) return {};
  const { pathname, searchParams } = new URL(request.url);
  searchParams.set("cursor", nextCursor);
  return { Link: `<${pathname}?${searchParams}>; rel="next"` };
}
