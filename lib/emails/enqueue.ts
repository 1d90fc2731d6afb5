import type { JobActor } from "@/lib/jobs/actor";
import { type EnqueueResult, enqueue } from "@/lib/jobs/enqueue";
import type { EnqueueOptions } from "@/lib/jobs/enqueue-options";
import { type EmailData, type EmailPayload, type EmailTemplate, sendEmail } from "./jobs";

type Options = Omit<EnqueueOptions, "actor">;

/** One template's data, and whom the mail goes to. */
export type EmailProps<T extends EmailTemplate> = EmailData<T> & { to: string };

/**
 * Sends a mail in the background. Inside a transaction enqueue `sendEmail` with `withJobs` instead.
 *
 * @param actor whose job it is: who may see it and its status. Both null for the product itself.
 * @throws {PayloadError} {@link EnqueueOptionsError} {@link IdempotencyConflict} as `enqueue` does.
 */
export function enqueueEmailJob(
  payload: EmailPayload,
  actor: JobActor,
  options: Options = {},
): Promise<EnqueueResult> {
  return enqueue(sendEmail, payload, { ...options, actor });
}

/** Greets somebody who just signed up. */
export function sendWelcomeEmailAsync(
  { to, ...data }: EmailProps<"welcome">,
  actor: JobActor,
  options?: Options,
) {
  return enqueueEmailJob({ template: "welcome", to, data }, actor, options);
}

/** Sends the link to choose a new password. */
export function sendPasswordResetEmailAsync(
  { to, ...data }: EmailProps<"passwordReset">,
  actor: JobActor,
  options?: Options,
) {
  return enqueueEmailJob({ template: "passwordReset", to, data }, actor, options);
}

/** Tells that the password was changed. */
export function sendPasswordChangedEmailAsync(
  { to, ...data }: EmailProps<"passwordChanged">,
  actor: JobActor,
  options?: Options,
) {
  return enqueueEmailJob({ template: "passwordChanged", to, data }, actor, options);
}

/** Asks the new address to confirm itself; `to` is that new address. */
export function sendEmailChangeEmailAsync(
  { to, ...data }: EmailProps<"emailChange">,
  actor: JobActor,
  options?: Options,
) {
  return enqueueEmailJob({ template: "emailChange", to, data }, actor, options);
}

/** Tells the old address that another one took its place; `to` is the old one. */
export function sendEmailChangedEmailAsync(
  { to, ...data }: EmailProps<"emailChanged">,
  actor: JobActor,
  options?: Options,
) {
  return enqueueEmailJob({ template: "emailChanged", to, data }, actor, options);
}

/** Invites somebody into an organization. */
export function sendTeamInvitationEmailAsync(
  { to, ...data }: EmailProps<"teamInvitation">,
  actor: JobActor,
  options?: Options,
) {
  return enqueueEmailJob({ template: "teamInvitation", to, data }, actor, options);
}

/** Confirms a new subscription. */
export function sendSubscriptionCreatedEmailAsync(
  { to, ...data }: EmailProps<"subscriptionCreated">,
  actor: JobActor,
  options?: Options,
) {
  return enqueueEmailJob({ template: "subscriptionCreated", to, data }, actor, options);
}

/** Tells whoever pays that a charge failed. */
export function sendPaymentFailedEmailAsync(
  { to, ...data }: EmailProps<"paymentFailed">,
  actor: JobActor,
  options?: Options,
) {
  return enqueueEmailJob({ template: "paymentFailed", to, data }, actor, options);
}
