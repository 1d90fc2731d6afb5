import { z } from "zod";
import { defineJob, secret } from "@/lib/jobs/define";

/** Text on one line: no control characters, so nothing can add a header or a second line to a subject. */
const line = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, "must be one line of text without control characters");

const name = line(120);
const link = z
  .url({ protocol: /^https?$/ })
  .max(2048)
  .regex(/^[^\s"<>\\]*$/, "must have spaces, quotes and brackets percent-encoded");
const moment = z.iso.datetime({ offset: true });
const minutes = z
  .int()
  .min(1)
  .max(60 * 24 * 30);

/** In the currency's smallest unit (cents for EUR, yen for JPY), as payment providers send it. */
const money = z.strictObject({
  amount: z.int().min(0),
  currency: z.string().regex(/^[A-Z]{3}$/, "must be an ISO 4217 code such as EUR"),
});

const welcome = z.strictObject({ name, dashboardUrl: link });

const passwordReset = z.strictObject({ name, resetUrl: secret(link), expiresInMinutes: minutes });

const passwordChanged = z.strictObject({ name, changedAt: moment, resetUrl: link });

const emailChange = z.strictObject({
  name,
  newEmail: z.email().max(320),
  confirmUrl: secret(link),
  expiresInMinutes: minutes,
});

const emailChanged = z.strictObject({
  name,
  newEmail: z.email().max(320),
  changedAt: moment,
  supportUrl: link,
});

const teamInvitation = z.strictObject({
  inviterName: name,
  organizationName: name,
  role: z.enum(["owner", "admin", "member"]),
  acceptUrl: secret(link),
  expiresAt: moment,
});

const subscriptionCreated = z.strictObject({
  name,
  organizationName: name,
  planName: name,
  price: money,
  interval: z.enum(["month", "year"]),
  renewsAt: moment,
  billingUrl: link,
});

const paymentFailed = z.strictObject({
  name,
  organizationName: name,
  price: money,
  /** Last four digits of the card, where one was charged. */
  cardLast4: z
    .string()
    .regex(/^\d{4}$/, "must be four digits")
    .optional(),
  /** When the payment is tried again; absent when it is not. */
  retriesAt: moment.optional(),
  billingUrl: link,
});

const jobFailed = z.strictObject({
  name,
  /** What did not work, as the reader calls it, such as "The export of your users". */
  jobName: name,
  /** Why, in plain words; without it the error of the job that the mail follows. */
  reason: line(300).optional(),
  detailsUrl: link,
});

const exportReady = z.strictObject({
  name,
  /** As the reader calls it, such as "The export of your users". */
  exportName: name,
  rows: z.int().min(0),
  bytes: z.int().min(0),
  downloadUrl: link,
  expiresAt: moment,
});

const reportReady = z.strictObject({
  organizationName: name,
  /** Such as "The usage report". */
  reportName: name,
  /** Such as "1 to 30 November 2026". */
  periodText: name,
  downloadUrl: link,
  expiresAt: moment,
});

const webhookDisabled = z.strictObject({
  name,
  organizationName: name,
  /** Host of the endpoint, with its port. */
  host: name,
  cause: z.enum(["failing", "gone"]),
  endpointsUrl: link,
});

const alert = z.strictObject({
  /** Which deployment, such as `production`. */
  environment: line(100),
  /** Where to look. */
  appUrl: link,
  headline: line(200),
  /** What fires and what is over, one on each line. */
  list: z
    .string()
    .min(1)
    .max(10_000)
    .regex(
      /^[^\p{Cc}\p{Zl}\p{Zp}]*(\n[^\p{Cc}\p{Zl}\p{Zp}]+)*$/u,
      "must be lines without control characters",
    ),
});

/** At most 320 characters (64 before the @, 255 after), as the mail standards have it. */
const to = z.email().max(320);

const email = z.discriminatedUnion("template", [
  z.strictObject({ template: z.literal("welcome"), to, data: welcome }),
  z.strictObject({ template: z.literal("passwordReset"), to, data: passwordReset }),
  z.strictObject({ template: z.literal("passwordChanged"), to, data: passwordChanged }),
  z.strictObject({ template: z.literal("emailChange"), to, data: emailChange }),
  z.strictObject({ template: z.literal("emailChanged"), to, data: emailChanged }),
  z.strictObject({ template: z.literal("teamInvitation"), to, data: teamInvitation }),
  z.strictObject({ template: z.literal("subscriptionCreated"), to, data: subscriptionCreated }),
  z.strictObject({ template: z.literal("paymentFailed"), to, data: paymentFailed }),
  z.strictObject({ template: z.literal("jobFailed"), to, data: jobFailed }),
  z.strictObject({ template: z.literal("exportReady"), to, data: exportReady }),
  z.strictObject({ template: z.literal("reportReady"), to, data: reportReady }),
  z.strictObject({ template: z.literal("webhookDisabled"), to, data: webhookDisabled }),
  z.strictObject({ template: z.literal("alert"), to, data: alert }),
]);

/** What a mail is made from: the template, the recipient, and the data of that very template. */
export type EmailPayload = z.output<typeof email>;

export type EmailTemplate = EmailPayload["template"];

/** The payload of one template. */
export type EmailPayloadOf<T extends EmailTemplate> = Extract<EmailPayload, { template: T }>;

/** The data of one template. */
export type EmailData<T extends EmailTemplate> = EmailPayloadOf<T>["data"];

/** Mails whose link lets somebody in: what is kept of them goes soon after they were sent, before the link is over. */
const LETS_IN: ReadonlySet<EmailTemplate> = new Set(["passwordReset", "emailChange", "teamInvitation"]);

const LINK_ERASED_AFTER_SECONDS = 15 * 60;

/** Sends one mail from a template. Run twice it is one mail: by the ledger, and by Resend's idempotency key. */
export const sendEmail = defineJob({
  type: "send-email",
  endpoint: "/api/jobs/email",
  description: "Send a transactional email from a template",
  payload: email,
  result: z.strictObject({ emailId: z.string() }),
  retries: 3,
  timeoutSeconds: 30,
  // Whoever has too many other jobs should still be able to reset a password.
  openJobs: { perOrganization: "unlimited" },
  // With it goes the mail as it was rendered, in the ledger of effects.
  erasePayloadAfterSeconds: ({ template }) => (LETS_IN.has(template) ? LINK_ERASED_AFTER_SECONDS : null),
  dispatchableBy: "admin",
});
