import { setTimeout as wait } from "node:timers/promises";
import { signIn } from "@/scripts/demo/session";
import type { DemoStack } from "@/scripts/demo/stack";

/** What the pictures are of. */
export type Filled = { failedJobId: string };

const TROUBLED = ["otto.500-once.429-once@example.test", "rita.reject@example.test"];
const WAIT_MS_MAX = 60_000;

/** Lets the demo's owner send mails: most go out, one after two tries, some wait for tomorrow, one fails. */
export async function fillStack({ appUrl, signIn: owner, qstash }: DemoStack): Promise<Filled> {
  const session = await signIn(appUrl, owner);
  const send = (to: string, delaySeconds?: number) =>
    session.sendMail(
      {
        template: "welcome",
        to,
        data: { name: "Grace", dashboardUrl: `${appUrl}/mail` },
        ...(delaySeconds === undefined ? {} : { delaySeconds }),
      },
      `picture-${to}-${delaySeconds ?? 0}`,
    );
  for (let number = 1; number <= 30; number += 1)
    await send(`member-${String(number).padStart(2, "0")}@example.test`);
  for (let number = 31; number <= 34; number += 1) await send(`member-${number}@example.test`, 86_400);
  const [, failedJobId = ""] = await Promise.all(TROUBLED.map((to) => send(to)));
  await untilFailed(async () => (await session.jobStatus(failedJobId)).status);
  await reconcile(appUrl, qstash);
  return { failedJobId };
}

async function untilFailed(read: () => Promise<string>): Promise<void> {
  const until = performance.now() + WAIT_MS_MAX;
  while ((await read()) !== "failed") {
    if (performance.now() > until) throw new Error("The mail that is to be refused was not.");
    await wait(250);
  }
}

/** Rolls up what has happened, so that the charts have it. */
async function reconcile(appUrl: string, { url, token }: DemoStack["qstash"]): Promise<void> {
  const answer = await fetch(`${url}/v2/publish/${appUrl}/api/jobs/reconcile`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}` },
  });
  if (!answer.ok) throw new Error(`Publishing to reconcile: ${answer.status} ${await answer.text()}`);
}
