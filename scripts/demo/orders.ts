import type { MailOrder } from "./session";

/** How many mails go out at once. */
export const CROWD_SIZE = 50;

/** How many messages are delivered a second time. */
export const REDELIVERIES = 10;

/** How long the delayed mail waits. */
export const DELAY_SECONDS = 2;

/** A mail that the demo orders, and what must come of it. */
export type Order = {
  /** What the table calls it; orders of the same label share a row. */
  label: string;
  mail: MailOrder;
  expected: { status: "completed" | "failed"; attempts?: number };
};

/**
 * The mails with something to see, then the crowd. The local mail server reads the trouble it makes from
 * the address; all of them are members of the demo organization.
 */
export function demoOrders(appUrl: string): Order[] {
  const link = (path: string) => `${appUrl}${path}`;
  return [
    {
      label: "to Otto: meets 500, 429",
      mail: {
        template: "passwordReset",
        to: "otto.500-once.429-once@example.test",
        data: { name: "Otto", resetUrl: link("/reset"), expiresInMinutes: 30 },
      },
      expected: { status: "completed", attempts: 3 },
    },
    {
      label: "to Rita: refused for good",
      mail: { template: "welcome", to: "rita.reject@example.test", data: welcome("Rita", appUrl) },
      expected: { status: "failed", attempts: 1 },
    },
    {
      label: `to Grace: in ${DELAY_SECONDS} seconds`,
      mail: {
        template: "passwordChanged",
        to: "grace@example.test",
        data: { name: "Grace", changedAt: new Date().toISOString(), resetUrl: link("/reset") },
        delaySeconds: DELAY_SECONDS,
      },
      expected: { status: "completed", attempts: 1 },
    },
    ...Array.from({ length: CROWD_SIZE }, (_, index) => crowdOrder(index + 1, appUrl)),
  ];
}

function crowdOrder(number: number, appUrl: string): Order {
  const name = `Member ${number}`;
  const to = `member-${String(number).padStart(2, "0")}@example.test`;
  return {
    label: `to ${CROWD_SIZE} members at once`,
    mail: { template: "welcome", to, data: welcome(name, appUrl) },
    expected: { status: "completed" },
  };
}

function welcome(name: string, appUrl: string): { name: string; dashboardUrl: string } {
  return { name, dashboardUrl: appUrl };
}
