import type { EmailData, EmailTemplate } from "@/lib/emails/jobs";

/** What a template's fields start with. */
export type Defaults = {
  recipientName: string;
  senderName: string;
  organizationName: string;
  /** Where links lead. */
  baseUrl: string;
  /** Now, in milliseconds. */
  now: number;
};

/** One value of a mail; its name is the path of the value in the template's data, as `price.amount`. */
export type MailField<Name extends string = string> = {
  name: Name;
  label: string;
  type: "text" | "email" | "url" | "number" | "time" | readonly string[];
  /** May stay empty. */
  optional?: true;
  start(defaults: Defaults): string;
};

type Path<Data> = {
  [Key in keyof Data & string]: NonNullable<Data[Key]> extends string | number
    ? Key
    : `${Key}.${keyof NonNullable<Data[Key]> & string}`;
}[keyof Data & string];

type Templates = {
  [Template in EmailTemplate]: { title: string; fields: readonly MailField<Path<EmailData<Template>>>[] };
};

const DAY_MS = 86_400_000;

const name = {
  name: "name",
  label: "Name",
  type: "text",
  start: ({ recipientName }: Defaults) => recipientName,
} as const;

const organizationName = {
  name: "organizationName",
  label: "Organization",
  type: "text",
  start: (defaults: Defaults) => defaults.organizationName,
} as const;

const expiresInMinutes = {
  name: "expiresInMinutes",
  label: "Link is valid for, in minutes",
  type: "number",
  start: () => "60",
} as const;

const price = [
  { name: "price.amount", label: "Price, in cents", type: "number", start: () => "2900" },
  { name: "price.currency", label: "Currency", type: ["EUR", "USD", "GBP"], start: () => "EUR" },
] as const;

/** The templates a person can send, with the fields each needs. */
export const MAIL_TEMPLATES: Templates = {
  welcome: { title: "Welcome", fields: [name, link("dashboardUrl", "Link to start with", "/mail")] },
  passwordReset: {
    title: "Password reset",
    fields: [name, link("resetUrl", "Link to choose a new password", "/sign-in"), expiresInMinutes],
  },
  passwordChanged: {
    title: "Password changed",
    fields: [
      name,
      time("changedAt", "Changed at", 0),
      link("resetUrl", "Link if it was not them", "/sign-in"),
    ],
  },
  emailChange: {
    title: "Email change",
    fields: [
      name,
      { name: "newEmail", label: "New address", type: "email", start: () => "new.address@example.test" },
      link("confirmUrl", "Link to confirm", "/sign-in"),
      expiresInMinutes,
    ],
  },
  emailChanged: {
    title: "Email changed",
    fields: [
      name,
      { name: "newEmail", label: "New address", type: "email", start: () => "new.address@example.test" },
      time("changedAt", "Changed at", 0),
      link("supportUrl", "Link if it was not them", "/"),
    ],
  },
  teamInvitation: {
    title: "Team invitation",
    fields: [
      { name: "inviterName", label: "Who invites", type: "text", start: ({ senderName }) => senderName },
      organizationName,
      { name: "role", label: "Role", type: ["member", "admin", "owner"], start: () => "member" },
      link("acceptUrl", "Link to accept", "/sign-up"),
      time("expiresAt", "Valid until", 7 * DAY_MS),
    ],
  },
  subscriptionCreated: {
    title: "Subscription created",
    fields: [
      name,
      organizationName,
      { name: "planName", label: "Plan", type: "text", start: () => "Team" },
      ...price,
      { name: "interval", label: "Paid every", type: ["month", "year"], start: () => "month" },
      time("renewsAt", "Renews at", 30 * DAY_MS),
      link("billingUrl", "Link to billing", "/"),
    ],
  },
  paymentFailed: {
    title: "Payment failed",
    fields: [
      name,
      organizationName,
      ...price,
      {
        name: "cardLast4",
        label: "Last four digits of the card",
        type: "text",
        optional: true,
        start: () => "4242",
      },
      { ...time("retriesAt", "Tried again at", 3 * DAY_MS), optional: true },
      link("billingUrl", "Link to billing", "/"),
    ],
  },
  jobFailed: {
    title: "Job failed",
    fields: [
      name,
      { name: "jobName", label: "What did not work", type: "text", start: () => "The export of your users" },
      {
        name: "reason",
        label: "Why",
        type: "text",
        optional: true,
        start: () => "The file store did not answer.",
      },
      link("detailsUrl", "Link to look at it", "/mail"),
    ],
  },
  exportReady: {
    title: "Export ready",
    fields: [
      name,
      { name: "exportName", label: "What is ready", type: "text", start: () => "The export of your users" },
      { name: "rows", label: "Rows", type: "number", start: () => "12480" },
      { name: "bytes", label: "Size, in bytes", type: "number", start: () => "1934211" },
      link("downloadUrl", "Link to download it", "/exports"),
      time("expiresAt", "Kept until", 7 * DAY_MS),
    ],
  },
  reportReady: {
    title: "Report ready",
    fields: [
      organizationName,
      { name: "reportName", label: "What is ready", type: "text", start: () => "The usage report" },
      { name: "periodText", label: "Period", type: "text", start: () => "1 to 30 November 2026" },
      link("downloadUrl", "Link to open it", "/reports"),
      time("expiresAt", "Kept until", 7 * DAY_MS),
    ],
  },
  webhookDisabled: {
    title: "Webhook disabled",
    fields: [
      name,
      organizationName,
      { name: "host", label: "Endpoint", type: "text", start: () => "hooks.example.com" },
      { name: "cause", label: "Why", type: ["failing", "gone"], start: () => "failing" },
      link("endpointsUrl", "Link to the app", "/"),
    ],
  },
  alert: {
    title: "Alert",
    fields: [
      { name: "environment", label: "Environment", type: "text", start: () => "production" },
      { name: "headline", label: "What is the matter", type: "text", start: () => "Alert: jobs wait" },
      { name: "list", label: "In detail", type: "text", start: () => "Jobs have waited for 12 minutes." },
      link("appUrl", "Link to the app", "/"),
    ],
  },
};

function link<Name extends string>(name: Name, label: string, path: string): MailField<Name> {
  return { name, label, type: "url", start: ({ baseUrl }) => baseUrl + path };
}

function time<Name extends string>(name: Name, label: string, aheadMs: number): MailField<Name> {
  return { name, label, type: "time", start: ({ now }) => localMinute(now + aheadMs) };
}

/** As `<input type="datetime-local">` wants it: this browser's time, to the minute. */
function localMinute(ms: number): string {
  const offsetMs = new Date(ms).getTimezoneOffset() * 60_000;
  return new Date(ms - offsetMs).toISOString().slice(0, 16);
}

/** A template's title; of one that is not known here, its name. */
export function templateTitle(template: string): string {
  return isTemplate(template) ? MAIL_TEMPLATES[template].title : template;
}

export function isTemplate(template: string): template is EmailTemplate {
  return Object.hasOwn(MAIL_TEMPLATES, template);
}
