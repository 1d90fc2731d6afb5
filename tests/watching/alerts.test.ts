import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "drizzle-orm";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { alerts } from "@/lib/alerts/alerts";
import { handleSendAlert } from "@/lib/alerts/handlers";
import { connect } from "@/lib/db/client";
import { handleSendEmail } from "@/lib/emails/handlers";
import { evaluateAlerts } from "@/lib/jobs/alerts/evaluate";
import { readAlerts } from "@/lib/jobs/alerts/read-alerts";
import { alertRules } from "@/lib/jobs/alerts/rules";
import type { AlertNotice, AlertSettings } from "@/lib/jobs/alerts/settings";
import { endSilence, openSilences, silenceAlerts } from "@/lib/jobs/alerts/silence";
import { followUp } from "@/lib/jobs/follow-up";
import { pruneMetrics } from "@/lib/jobs/metrics/prune-metrics";
import { rollUp } from "@/lib/jobs/metrics/roll-up";
import { publish } from "@/lib/jobs/publishing/publish";
import { deployOf } from "@/lib/jobs/reconcile/deploy";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { registry } from "@/lib/registry";
import { startResendLocal } from "@/scripts/resend-local/start-resend-local";
import { exercise, handleExercise } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { select } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

const SECRET = `whsec_${Buffer.from("a secret of thirty-two characters").toString("base64")}`;

type Received = { headers: Record<string, string>; body: string };

let world: World;
let mailbox: Awaited<ReturnType<typeof startResendLocal>>;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => {
  quietConsole();
  mailbox = await startResendLocal();
  receiver = await startReceiver();
  Object.assign(process.env, {
    RESEND_BASE_URL: mailbox.url,
    ALERT_EMAIL_TO: "ops@example.test, night@example.test",
    ALERT_WEBHOOK_URL: receiver.url,
    ALERT_WEBHOOK_SECRET: SECRET,
  });
  world = await startWorld([handleExercise, handleSendEmail, handleSendAlert]);
});
beforeEach(async () => {
  await world.db.execute(sql`
    truncate job_executions, job_metrics, job_metrics_state, job_queue_depths, job_alerts, job_alert_silences,
      schedules, schedule_occurrences, job_install cascade`);
  await rollUp(world.db);
  receiver.received.length = 0;
  receiver.answers.length = 0;
});
afterAll(async () => {
  await world.stop();
  await mailbox.close();
  await receiver.close();
});

/** A program of the operators; answers with the next of `answers`, else 204. */
async function startReceiver() {
  const received: Received[] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      received.push({ headers, body: Buffer.concat(chunks).toString("utf8") });
      response.writeHead(answers.shift() ?? 204).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server that listens has such an address
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/alerts`,
    received,
    answers,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close").catch(() => undefined);
    },
  };
}

const NUMBERS = {
  "failure-rate": { above: 0.1, resolveAt: 0.05, clearSeconds: 0, atLeast: 10 },
  "oldest-wait": { above: 60, forSeconds: 0, clearSeconds: 0 },
  "signature-failures": { above: 10, clearSeconds: 0 },
} as const;

/** Notes what would be told, and tells it by a job as an app does. */
function listening(change: Parameters<typeof alertRules>[0] = { change: NUMBERS }) {
  const told: AlertNotice[] = [];
  const settings: AlertSettings = {
    rules: alertRules(change),
    notify(notices) {
      told.push(...notices);
      return [followUp(exercise, { act: "return" })];
    },
  };
  const pass = () => evaluateAlerts(world.db, settings, { everySeconds: 0 });
  return {
    told,
    settings,
    pass,
    brief: () => told.map(({ rule, state, subject }) => [rule, state, subject]),
  };
}

/** Ends of jobs of a type in this minute, as the roll-up would have counted them. */
async function ended(completed: number, failed: number, type = "send-email"): Promise<void> {
  await world.db.execute(sql`
    insert into job_metrics (span, bucket, job_type, completed, failed)
    values ('minute', date_trunc('minute', clock_timestamp()), ${type}, ${completed}, ${failed})
    on conflict (span, bucket, job_type) do update set completed = excluded.completed, failed = excluded.failed`);
}

describe("an alert", () => {
  it("is told once when it fires and once when it is over, however many passes there are", async () => {
    const { pass, brief, told } = listening();
    await ended(50, 20);
    for (let passes = 0; passes < 3; passes += 1) await pass();
    expect(brief()).toEqual([["failure-rate", "firing", "send-email"]]);
    expect(told[0]).toMatchObject({ title: "28.6 % of send-email fail", severity: "critical", above: 0.1 });
    await ended(500, 20);
    for (let passes = 0; passes < 3; passes += 1) await pass();
    expect(brief()).toEqual([
      ["failure-rate", "firing", "send-email"],
      ["failure-rate", "resolved", "send-email"],
    ]);
    expect(told[0]?.id).toBe(told[1]?.id);
    const [alert] = await readAlerts(world.db, { since: new Date(0) });
    expect(alert).toMatchObject({ rule: "failure-rate", isTold: true, resolvedAt: expect.any(Date) });
  });

  it("whose rule is left out is over ten minutes later, and so it is told; other deploys may know the rule until then", async () => {
    const known = listening();
    const others = listening({ change: { ...NUMBERS, "failure-rate": false } });
    await ended(50, 20);
    await known.pass();
    await others.pass();
    await known.pass();
    await others.pass();
    expect(others.told).toEqual([]);
    await world.db.execute(sql`update job_alerts set clear_since = clear_since - interval '10 minutes'`);
    await others.pass();
    await others.pass();
    expect(others.brief()).toEqual([["failure-rate", "resolved", "send-email"]]);
    expect(others.told[0]?.id).toBe(known.told[0]?.id);
    expect(others.told[0]?.title).toBe("Nobody watches this any more: the rule failure-rate is left out");
    expect(await readAlerts(world.db, { since: new Date(0) })).toMatchObject([
      { resolvedAt: expect.any(Date) },
    ]);
  });

  it("is told once by eight passes at a time", async () => {
    const { settings, brief } = listening();
    await ended(0, 100);
    const { db, close } = connect(process.env.DATABASE_URL ?? "", { max: 8 });
    const legs = await Promise.all(Array.from({ length: 8 }, () => evaluateAlerts(db, settings)));
    await close();
    expect(brief()).toHaveLength(1);
    expect(legs.flat()).toHaveLength(1);
    expect(await select(world.db, sql`select count(*)::int as jobs from job_executions`)).toEqual([
      { jobs: 1 },
    ]);
  });

  it("whose message could not be written is told by the next pass", async () => {
    const { pass, settings } = listening();
    await ended(0, 100);
    const failing: AlertSettings = {
      ...settings,
      notify: () => [followUp(exercise, { act: "return" }, { delay: -1 })],
    };
    await expect(evaluateAlerts(world.db, failing, { everySeconds: 0 })).rejects.toThrow("delay");
    expect(await readAlerts(world.db, { since: new Date(0) })).toEqual([]);
    expect(await pass()).toHaveLength(1);
  });

  it("says nothing of few jobs, nor of those that people cancelled", async () => {
    const { pass, told } = listening();
    await ended(0, 9);
    await world.db.execute(sql`update job_metrics set cancelled = 1000`);
    await pass();
    expect(told).toEqual([]);
  });

  it("has one message for all that begins at a time", async () => {
    const { pass, brief } = listening();
    for (const type of ["send-email", "export-data", "deliver-webhook"]) await ended(1, 99, type);
    expect(await pass()).toHaveLength(1);
    expect(brief()).toHaveLength(3);
  });
});

describe("the rules", () => {
  it("tell of jobs that wait, schedules that missed ticks, letters, forgeries and of reconcile itself", async () => {
    const { pass, told } = listening();
    await world.db.execute(sql`
      insert into job_queue_depths (span, bucket, job_type, ready, scheduled, retrying, processing, waiting, parked, oldest_wait_seconds)
      values ('minute', date_trunc('minute', clock_timestamp()), 'export-data', 3, 0, 0, 0, 0, 0, 4000)`);
    await world.db.execute(sql`
      insert into job_metrics (span, bucket, job_type, undelivered, signature_failures) values
        ('minute', date_trunc('minute', clock_timestamp()), 'send-email', 2, 0),
        ('minute', date_trunc('minute', clock_timestamp()), '', 0, 500)`);
    await world.db.execute(sql`
      insert into schedule_occurrences (schedule_id, tick, cause, outcome)
      select id, clock_timestamp() - interval '1 hour' * n, 'made_up', 'missed'
      from unnest(array['nightly', 'org.7.weekly', 'org.8.weekly']) as id, generate_series(1, 2) as n`);
    await world.db.execute(sql`
      insert into job_install (environment, epoch, reconciled_at)
      values ('test', 1, clock_timestamp() - interval '20 minutes')
      on conflict ("only") do update set reconciled_at = excluded.reconciled_at`);
    await pass();
    expect(told.map(({ title }) => title).toSorted()).toEqual([
      "500 deliveries had no signature or a wrong one",
      "QStash gave up 2 messages of send-email that nobody had answered",
      "Reconcile was away for 20 minutes",
      "Schedule nightly missed 2 ticks",
      "Schedule of organizations missed 4 ticks",
      "export-data has waited for 67 minutes",
    ]);
  });

  it("can be for one type only, and leave one out", async () => {
    const { pass, brief } = listening({
      change: { "failure-rate": { ...NUMBERS["failure-rate"], except: ["send-email"] } },
      add: [{ id: "mail", measure: "failure-rate", above: 0.5, only: ["send-email"], atLeast: 1 }],
    });
    await ended(60, 40);
    await ended(60, 40, "export-data");
    await pass();
    expect(brief()).toEqual([["failure-rate", "firing", "export-data"]]);
  });
});

describe("a silence", () => {
  it("keeps an alert quiet, and what outlasts it is told then", async () => {
    const { pass, brief } = listening();
    const id = await silenceAlerts(world.db, {
      rule: "failure-rate",
      forSeconds: 3600,
      userId: 1,
      reason: "known",
    });
    await ended(0, 100);
    await pass();
    expect(brief()).toEqual([]);
    expect(await readAlerts(world.db, { since: new Date(0) })).toMatchObject([
      { isTold: false, resolvedAt: null },
    ]);
    expect(await endSilence(world.db, id)).toBe(true);
    expect(await endSilence(world.db, id)).toBe(false);
    await pass();
    expect(brief()).toEqual([["failure-rate", "firing", "send-email"]]);
  });

  it("of which nobody heard the beginning has no end that is told", async () => {
    const { pass, brief } = listening();
    await silenceAlerts(world.db, { subject: "send-email", forSeconds: 3600, userId: null, reason: "known" });
    await ended(0, 100);
    await ended(0, 100, "export-data");
    await pass();
    await ended(100, 0);
    await pass();
    expect(brief()).toEqual([["failure-rate", "firing", "export-data"]]);
    expect(await openSilences(world.db)).toMatchObject([
      { rule: null, subject: "send-email", reason: "known" },
    ]);
  });

  it("whose alert was told before it tells its end", async () => {
    const { pass, brief } = listening();
    await ended(0, 100);
    await pass();
    await silenceAlerts(world.db, { forSeconds: 3600, userId: 1, reason: "we are at it" });
    await ended(100, 0);
    await pass();
    expect(brief().map(([, state]) => state)).toEqual(["firing", "resolved"]);
  });

  it.each([
    ["no reason", { forSeconds: 60, userId: 1, reason: " " }],
    ["a year", { forSeconds: 365 * 86_400, userId: 1, reason: "x" }],
    ["an unknown option", { forSeconds: 60, userId: 1, reason: "x", rules: "all" }],
  ])("is refused with %s", async (_, asked) => {
    await expect(silenceAlerts(world.db, asked)).rejects.toThrow();
    expect(await openSilences(world.db)).toEqual([]);
  });
});

describe("an app's own alerts", () => {
  it("come with a pass of reconcile as mails and as one signed message, and again when it is over", async () => {
    await ended(0, 100);
    await reconcile(deployOf(registry, alerts));
    await poll(() => receiver.received.length).toBe(1);
    await poll(() => mailbox.mails().length).toBe(2);
    const [message] = receiver.received;
    const body = new Webhook(SECRET).verify(message?.body ?? "", message?.headers ?? {});
    expect(body).toMatchObject({
      type: "jobs.alerts",
      environment: expect.any(String),
      alerts: [{ state: "firing", rule: "failure-rate", subject: "send-email", value: 1 }],
    });
    expect(
      mailbox
        .mails()
        .map(({ to }) => to)
        .flat()
        .toSorted(),
    ).toEqual(["night@example.test", "ops@example.test"]);
    expect(mailbox.mails()[0]?.subject).toContain("Alert: 100 % of send-email fail");
    // Ten minutes of quiet.
    await ended(5000, 0);
    await world.db.execute(
      sql`update job_alerts set clear_since = clock_timestamp() - interval '11 minutes'`,
    );
    await publish(await evaluateAlerts(world.db, alerts, { everySeconds: 0 }));
    await poll(() => receiver.received.length).toBe(2);
    expect(receiver.received[1]?.body).toContain('"state":"resolved"');
    await poll(() => mailbox.mails().map(({ subject }) => subject)).toContainEqual(
      expect.stringContaining("Over: "),
    );
  });

  it("come again under the same id when the receiver answered badly", async () => {
    receiver.answers.push(500);
    const backoff = sql`update job_executions set backoff_seconds = array[0]`;
    await ended(0, 100);
    const legs = await evaluateAlerts(world.db, alerts, { everySeconds: 0 });
    await world.db.execute(backoff);
    await publish(legs.map((leg) => ({ ...leg, backoffSeconds: [0] })));
    await poll(() => receiver.received.length).toBe(2);
    const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
    expect(ids[0]).toBe(ids[1]);
  });

  it("are not looked at by a pass that does not know them", async () => {
    await ended(0, 100);
    await reconcile();
    expect(await readAlerts(world.db, { since: new Date(0) })).toEqual([]);
  });
});

it("alerts that are over and silences are let go with the metrics of their time", async () => {
  await world.db.execute(sql`
    insert into job_alerts (id, rule, subject, value, since, fired_at, resolved_at)
    select job_new_id(), 'x', '', 1, at, at, at
    from (select clock_timestamp() - make_interval(days => days) as at from unnest(array[1, 91]) as days) as old`);
  await silenceAlerts(world.db, { forSeconds: 60, userId: 1, reason: "x" });
  await world.db.execute(sql`update job_alert_silences set until = clock_timestamp() - interval '91 days'`);
  await pruneMetrics(world.db, { keepDays: 90 });
  expect(await select(world.db, sql`select count(*)::int as alerts from job_alerts`)).toEqual([
    { alerts: 1 },
  ]);
  expect(await select(world.db, sql`select id from job_alert_silences`)).toEqual([]);
});
