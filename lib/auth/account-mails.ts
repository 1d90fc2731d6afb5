import { recordActivity } from "@/lib/activity/record-activity";
import { sendEmail } from "@/lib/emails/jobs";
import { env } from "@/lib/env/env";
import { withinAuthTransaction } from "./auth-transaction";
import { homeOrganization } from "./home-organization";

/** Somebody as better-auth hands them to its callbacks. */
type User = { id: string; name: string; email: string };

/** How long a link to choose a new password works. */
export const RESET_MINUTES = 60;

/** How long a link works that confirms a new address. */
export const CONFIRM_MINUTES = 24 * 60;

/** The link to choose a new password; to that page rather than to better-auth's route, which only leads there. */
export function mailPasswordReset({ user, token }: { user: User; token: string }): Promise<void> {
  return withinAuthTransaction(({ enqueue }) =>
    enqueue(
      sendEmail,
      {
        template: "passwordReset",
        to: user.email,
        data: {
          name: user.name,
          resetUrl: `${env().BASE_URL}/reset-password?token=${encodeURIComponent(token)}`,
          expiresInMinutes: RESET_MINUTES,
        },
      },
      { actor: alone(user) },
    ),
  );
}

/** Tells that the password is another one by now, in case it was not them. */
export function mailPasswordChanged({ user }: { user: User }): Promise<void> {
  return withinAuthTransaction(async ({ tx, enqueue }) => {
    const data = {
      name: user.name,
      changedAt: new Date().toISOString(),
      resetUrl: `${env().BASE_URL}/forgot-password`,
    };
    const payload = { template: "passwordChanged", to: user.email, data } as const;
    await enqueue(sendEmail, payload, { actor: alone(user) });
    const organizationId = await homeOrganization(Number(user.id));
    if (organizationId !== null)
      await recordActivity(tx, { organizationId, userId: Number(user.id), action: "password.changed" });
  });
}

/** Asks the new address to confirm itself; until then nothing changes. `user.email` is the new one. */
export function mailEmailChange({ user, token }: { user: User; token: string }): Promise<void> {
  return withinAuthTransaction(({ enqueue }) =>
    enqueue(
      sendEmail,
      {
        template: "emailChange",
        to: user.email,
        data: {
          name: user.name,
          newEmail: user.email,
          confirmUrl: `${env().BASE_URL}/confirm-email?token=${encodeURIComponent(token)}`,
          expiresInMinutes: CONFIRM_MINUTES,
        },
      },
      { actor: alone(user) },
    ),
  );
}

/** Tells the address that was theirs until now, in case it was not them. */
export function mailEmailChanged(user: User, oldEmail: string): Promise<void> {
  return withinAuthTransaction(async ({ tx, enqueue }) => {
    const data = {
      name: user.name,
      newEmail: user.email,
      changedAt: new Date().toISOString(),
      supportUrl: env().BASE_URL,
    };
    await enqueue(sendEmail, { template: "emailChanged", to: oldEmail, data }, { actor: alone(user) });
    const organizationId = await homeOrganization(Number(user.id));
    if (organizationId !== null)
      await recordActivity(tx, { organizationId, userId: Number(user.id), action: "email.changed" });
  });
}

/** Theirs alone: nobody else in their organization may see that they asked for it. */
function alone(user: User) {
  return { userId: Number(user.id), organizationId: null };
}
