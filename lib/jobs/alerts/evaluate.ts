import { v7 as uuidv7 } from "uuid";
import type { Database, Transaction } from "@/lib/db/database";
import { legsOf } from "@/lib/jobs/enqueue-many";
import { insertMany } from "@/lib/jobs/insert";
import { prepare } from "@/lib/jobs/prepare";
import type { Leg } from "@/lib/jobs/transitions/leg";
import { dropEpisode, openEpisodes, saveEpisode, takeTurn } from "./episodes";
import { type Episode, type Judgement, judge, type Measured } from "./judge";
import { type LeftOut, leftOut } from "./left-out";
import { measure } from "./measure";
import type { AlertRule } from "./rules";
import type { AlertNotice, AlertSettings } from "./settings";
import { isSilenced, openSilences, type Silence } from "./silence";
import { titleOf } from "./title";

/**
 * Applies the rules once, at most once a minute however many passes there are. What an episode has come to and the
 * jobs that tell of it are written in one transaction: it is told once that it fires and once that it is over.
 *
 * @returns the messages to publish.
 */
export function evaluateAlerts(
  db: Database,
  settings: AlertSettings,
  { everySeconds = 50 } = {},
): Promise<Leg[]> {
  return db.transaction(async (tx) => {
    const at = await takeTurn(tx, everySeconds);
    if (at === null) return [];
    const silences = await openSilences(tx);
    const episodes = await openEpisodes(tx);
    const notices: AlertNotice[] = [];
    for (const rule of [...settings.rules, ...leftOut(settings.rules, episodes)]) {
      for (const change of await changesOf(tx, rule, episodes, at))
        notices.push(...(await apply(tx, rule, change, silences, at)));
    }
    return tell(tx, settings, notices);
  });
}

type Change = { episode: Episode; judgement: Judgement };

/** What measured and what is open already; a subject that is not measured any more has nothing that is too high. */
async function changesOf(
  tx: Transaction,
  rule: AlertRule | LeftOut,
  episodes: readonly Episode[],
  at: Date,
): Promise<Change[]> {
  const measured = rule.measure === null ? [] : await measure(tx, rule, at);
  const open = episodes.filter((episode) => episode.rule === rule.id);
  const gone: Measured[] = open
    .filter(({ subject }) => !measured.some((one) => one.subject === subject))
    .map(({ subject }) => ({ rule: rule.id, subject, value: 0 }));
  return [...measured, ...gone].flatMap(({ subject, value }) => {
    const found = open.find((episode) => episode.subject === subject) ?? null;
    const { judgement, clearSince } = judge(rule, value, found, at);
    if (judgement === "nothing") return [];
    const begun = { id: uuidv7(), rule: rule.id, subject, since: at, firedAt: null, isTold: false };
    return [{ judgement, episode: { ...(found ?? begun), value, clearSince } }];
  });
}

/** Writes a change down. @returns what is to be told of it. */
async function apply(
  tx: Transaction,
  rule: AlertRule | LeftOut,
  { episode, judgement }: Change,
  silences: readonly Silence[],
  at: Date,
): Promise<AlertNotice[]> {
  if (judgement === "drop") {
    await dropEpisode(tx, episode.id);
    return [];
  }
  const isOver = judgement === "resolve";
  const firedAt = judgement === "fire" ? at : episode.firedAt;
  // Also one that began while it was silenced, and outlasts that.
  const tellsFiring = firedAt !== null && !isOver && !episode.isTold && !isSilenced(silences, episode);
  await saveEpisode(tx, {
    ...episode,
    firedAt,
    isTold: episode.isTold || tellsFiring,
    resolvedAt: isOver ? at : null,
  });
  // Who heard of the beginning hears of the end, silenced or not.
  if (tellsFiring) return [noticeOf(rule, episode, "firing", at)];
  return isOver && episode.isTold ? [noticeOf(rule, episode, "resolved", at)] : [];
}

function noticeOf(
  { id: rule, severity, above, measure: measured }: AlertRule | LeftOut,
  { id, subject, value, since }: Episode,
  state: AlertNotice["state"],
  at: Date,
): AlertNotice {
  return {
    id,
    state,
    rule,
    severity,
    subject,
    title:
      measured === null
        ? `Nobody watches this any more: the rule ${rule} is left out`
        : titleOf(measured, subject, value),
    value,
    above,
    since,
    at,
  };
}

async function tell(
  tx: Transaction,
  settings: AlertSettings,
  notices: readonly AlertNotice[],
): Promise<Leg[]> {
  const jobs = notices.length === 0 ? [] : settings.notify(notices);
  const rows = await Promise.all(jobs.map(({ job, payload, options }) => prepare(job, payload, options)));
  return legsOf(await insertMany(tx, rows));
}
