import { z } from "zod";
import { Notice } from "@/app/_components/notice";
import { jobsText, WORDS } from "./confirm/words";
import type { Given } from "./read-query";

const outcome = z.object({
  did: z.enum(["cancel", "revive", "replay"]),
  done: z.coerce.number().int().min(0).max(1_000),
  left: z.coerce.number().int().min(0).max(1_000),
});

/** What became of the jobs that were selected on the page before. */
export function Outcome({ given }: { given: Given }) {
  const { data } = outcome.safeParse(given);
  if (data === undefined) return null;
  const { did, done, left } = data;
  return (
    <Notice>
      {jobsText(done)} {WORDS[did].done}.
      {left > 0 && ` ${jobsText(left)} left alone: ${left === 1 ? "its" : "their"} status does not allow it.`}
    </Notice>
  );
}
