import { PersonHeader } from "@/app/_people/person-header";
import type { Person } from "@/lib/auth/get-person";
import { readFault } from "@/lib/playground/faults";
import type { StandIns } from "@/lib/playground/stand-ins";
import { FaultSwitch } from "./fault-switch";
import { mayChooseFaults } from "./may-choose-faults";
import { ExportPlay, FlakyPlay, MailPlay, WebhookPlay } from "./plays";

type PlaygroundProps = { person: Person; local: StandIns };

/** Where somebody new sees jobs run, fail, recover and not happen twice. Only beside the local services. */
export async function Playground({ person, local }: PlaygroundProps) {
  const { qstashUrl, mailboxUrl, stripeSecret } = local;
  const fault = mayChooseFaults(person.actor) ? await readFault(qstashUrl) : null;
  const props = { isStaff: person.actor.staff !== "none", drawnAt: requestTime() };
  return (
    <>
      <PersonHeader person={person} />
      <main className="mx-auto grid max-w-6xl grid-cols-1 gap-6 px-4 py-8">
        <div className="grid gap-1">
          <h1 className="text-2xl font-semibold tracking-tight">Playground</h1>
          <p className="max-w-3xl text-pretty text-muted-foreground">
            Start something that goes on after the page has answered, and watch it. Then let something go
            wrong.
          </p>
        </div>
        {fault !== null && <FaultSwitch initial={fault} messagesUrl={qstashUrl} />}
        <div className="grid grid-cols-1 gap-6 md:grid-cols-2">
          <ExportPlay {...props} />
          <MailPlay {...props} mailboxUrl={mailboxUrl} />
          <FlakyPlay {...props} />
          {stripeSecret !== null && <WebhookPlay {...props} />}
        </div>
        <p className="text-sm text-muted-foreground">
          This page is here because the app runs beside local services. In production the first page is
          another one.
        </p>
      </main>
    </>
  );
}

function requestTime(): number {
  return Date.now();
}
