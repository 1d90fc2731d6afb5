/** Answers with what `work` makes, or 503: a database that is away is no error of the app. */
export async function answered(work: () => Promise<unknown>): Promise<Response> {
  try {
    return Response.json((await work()) ?? {});
  } catch (error) {
    return Response.json({ error: String(error) }, { status: 503 });
  }
}
