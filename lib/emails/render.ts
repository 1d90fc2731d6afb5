import type { ReactElement } from "react";
import { render } from "react-email";
import type { EmailData, EmailPayload, EmailTemplate } from "./jobs";
import { readableText } from "./readable-text";
import * as alert from "./templates/alert";
import * as emailChange from "./templates/email-change";
import * as emailChanged from "./templates/email-changed";
import * as exportReady from "./templates/export-ready";
import * as jobFailed from "./templates/job-failed";
import * as passwordChanged from "./templates/password-changed";
import * as passwordReset from "./templates/password-reset";
import * as paymentFailed from "./templates/payment-failed";
import * as reportReady from "./templates/report-ready";
import * as subscriptionCreated from "./templates/subscription-created";
import * as teamInvitation from "./templates/team-invitation";
import * as webhookDisabled from "./templates/webhook-disabled";
import * as welcome from "./templates/welcome";

/** What a template's file exports. */
type Template<T extends EmailTemplate> = {
  subject(data: EmailData<T>): string;
  default(data: EmailData<T>): ReactElement;
};

const templates: { readonly [T in EmailTemplate]: Template<T> } = {
  welcome,
  passwordReset,
  passwordChanged,
  emailChange,
  emailChanged,
  teamInvitation,
  subscriptionCreated,
  paymentFailed,
  jobFailed,
  exportReady,
  reportReady,
  webhookDisabled,
  alert,
};

/** A mail's content; the same payload always renders to the same bytes, as an idempotency key demands. */
export type RenderedEmail = { subject: string; html: string; text: string };

/** Renders a mail from its template, as HTML and as plain text that reads well by itself. */
export function renderEmail(payload: EmailPayload): Promise<RenderedEmail> {
  return renderTemplate(payload);
}

async function renderTemplate<T extends EmailTemplate>(payload: {
  template: T;
  data: EmailData<T>;
}): Promise<RenderedEmail> {
  const template = templates[payload.template];
  const html = await render(template.default(payload.data));
  return { subject: oneLine(template.subject(payload.data)), html, text: readableText(html) };
}

/** A line break would end the header. The schema admits none; this holds for who calls without it. */
function oneLine(subject: string): string {
  return subject.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
}
