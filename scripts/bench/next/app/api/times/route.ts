import { timeInserts } from "@/scripts/bench/jobs/time-inserts";

export const maxDuration = 60;

/** Times `enqueue` and a bare INSERT, by turns, within this request. */
export async function POST(request: Request): Promise<Response> {
  return Response.json(await timeInserts(Number(await request.text())));
}
