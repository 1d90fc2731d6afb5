/** What any route costs: it reads a body and answers JSON. */
export async function POST(request: Request): Promise<Response> {
  const body: unknown = await request.json();
  return Response.json({ ok: body !== null });
}
