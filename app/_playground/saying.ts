import { headers } from "next/headers";
import type { StartedJob } from "@/app/_components/started-job";
import { getPerson, type Person } from "@/lib/auth/get-person";
import { Problem } from "@/lib/http/problem";
import { PROBLEMS } from "@/lib/http/problems";
import { type StandIns, standIns } from "@/lib/playground/stand-ins";

/**
 * Starts a job for whoever is signed in, and says what was wrong if it was refused. Only where the local services run.
 *
 * @param key of the press of the button, so that a second arrival of it starts nothing new.
 * @param start answers with the job's id; may throw a `Problem`.
 */
export async function saying(
  key: unknown,
  start: (person: Person, key: string, local: StandIns) => Promise<string>,
): Promise<StartedJob> {
  try {
    if (typeof key !== "string")
      throw new Problem("invalid", "The press of the button has no key. Reload the page and press it again.");
    const person = await getPerson(await headers());
    if (person === null) throw new Problem("not-signed-in", "You are signed out. Sign in again.");
    const local = standIns();
    if (local === null) throw new Problem("not-found", "The playground is for the local services only.");
    return { ok: true, jobId: await start(person, key, local) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { status, title } = PROBLEMS[error.problem];
    const type = `/docs/problems#${error.problem}`;
    return { ok: false, problem: { type, title, status, detail: error.message } };
  }
}
