import { setTimeout as wait } from "node:timers/promises";
import pc from "picocolors";
import type { Board } from "./board";
import { type Mail, readMailbox } from "./mailbox";
import { CROWD_SIZE, demoOrders, REDELIVERIES } from "./orders";
import { placeOrders } from "./place-orders";
import { deliveredMessages, redeliver } from "./qstash";
import { signIn, signUp } from "./session";
import type { DemoStack } from "./stack";
import type { TrackedJob } from "./tracked-job";

const NEWCOMER = { name: "Nora Newcomer", email: "nora@example.test", password: "nora-newcomer" };
const WORKER_PATH = "/api/jobs/email";
const MAILS_BEFORE_KILL = 10;
const LOOK_EVERY_MS = 25;

/** What the demo did to its jobs. */
export type Deeds = {
  /** Mails of the crowd that had arrived when the app was killed. */
  mailsAtKill: number;
  /** What the worker answered to each message that was delivered once more. */
  redelivered: number[];
};

/** Signs up, orders the mails, kills the app in the middle of them, starts it, and delivers ten twice. */
export async function act(stack: DemoStack, jobs: TrackedJob[], board: Board): Promise<Deeds> {
  jobs.push(await signUpNewcomer(stack));
  board.say(`${NEWCOMER.name} has signed up; her welcome mail is on its way`);
  const [mailsAtKill] = await Promise.all([crash(stack, board), order(stack, jobs)]);
  return { mailsAtKill, redelivered: await deliverTwice(stack, board) };
}

/** The welcome mail is ordered by the sign-up itself; it arrives under its job's id. */
async function signUpNewcomer({ appUrl, mailboxUrl }: DemoStack): Promise<TrackedJob> {
  const session = await signUp(appUrl, NEWCOMER);
  const mails = await mailsOnceThere(mailboxUrl, (to) => to === NEWCOMER.email, 1);
  return {
    label: "welcome, on signing up",
    jobId: mails[0]?.jobId ?? "",
    session,
    expected: { status: "completed", attempts: 1 },
    seen: null,
  };
}

async function order({ appUrl, signIn: credentials }: DemoStack, jobs: TrackedJob[]): Promise<void> {
  const session = await signIn(appUrl, credentials);
  await placeOrders(demoOrders(appUrl), session, ({ label, expected, mail }, jobId) => {
    jobs.push({ label, expected, delaySeconds: mail.delaySeconds, jobId, session, seen: null });
  });
}

async function crash({ app, mailboxUrl }: DemoStack, board: Board): Promise<number> {
  await mailsOnceThere(mailboxUrl, isCrowd, MAILS_BEFORE_KILL);
  const pid = app.pid();
  await app.kill();
  const { length } = await mailsOnceThere(mailboxUrl, isCrowd, MAILS_BEFORE_KILL);
  board.say(pc.yellow(`killed the app (process ${pid}, SIGKILL) after ${length} of ${CROWD_SIZE} mails`));
  await app.start();
  board.say(`started it again (process ${app.pid()}); what was running is found within its lease of 30 s`);
  return length;
}

async function deliverTwice({ qstash }: DemoStack, board: Board): Promise<number[]> {
  const delivered = await onceEnough(() => deliveredMessages(qstash, WORKER_PATH), REDELIVERIES);
  const answers = await Promise.all(delivered.slice(0, REDELIVERIES).map((id) => redeliver(qstash, id)));
  board.say(`delivered ${answers.length} messages a second time`);
  return answers;
}

function isCrowd(to: string): boolean {
  return to.startsWith("member-");
}

function mailsOnceThere(
  mailboxUrl: string,
  isMeant: (to: string) => boolean,
  count: number,
): Promise<Mail[]> {
  const look = async () => (await readMailbox(mailboxUrl)).filter(({ to }) => to.every(isMeant));
  return onceEnough(look, count);
}

/** Looks until there are as many as wanted; the story's own time limit bounds it. */
async function onceEnough<Thing>(look: () => Promise<Thing[]>, count: number): Promise<Thing[]> {
  for (;;) {
    const found = await look();
    if (found.length >= count) return found;
    await wait(LOOK_EVERY_MS);
  }
}
