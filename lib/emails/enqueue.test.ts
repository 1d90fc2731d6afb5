import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { PayloadError } from "@/lib/jobs/errors";
import * as enqueue from "./enqueue";
import { stubEnvironment } from "./stub-environment";
import { previews } from "./templates/previews";

const NOBODY = { userId: null, organizationId: null };
const NOWHERE = { to: "no address" };

beforeAll(() => stubEnvironment());

afterAll(() => {
  vi.unstubAllEnvs();
});

describe("enqueueing a mail", () => {
  it("refuses a payload that does not fit before anything is written", async () => {
    const payload = { ...previews.welcome, ...NOWHERE };
    await expect(enqueue.enqueueEmailJob(payload, NOBODY)).rejects.toBeInstanceOf(PayloadError);
  });

  // With everything but the recipient right, the only complaint proves that template and data belong together.
  it.each([
    ["welcome", () => enqueue.sendWelcomeEmailAsync({ ...previews.welcome.data, ...NOWHERE }, NOBODY)],
    [
      "passwordReset",
      () => enqueue.sendPasswordResetEmailAsync({ ...previews.passwordReset.data, ...NOWHERE }, NOBODY),
    ],
    [
      "passwordChanged",
      () => enqueue.sendPasswordChangedEmailAsync({ ...previews.passwordChanged.data, ...NOWHERE }, NOBODY),
    ],
    [
      "emailChange",
      () => enqueue.sendEmailChangeEmailAsync({ ...previews.emailChange.data, ...NOWHERE }, NOBODY),
    ],
    [
      "emailChanged",
      () => enqueue.sendEmailChangedEmailAsync({ ...previews.emailChanged.data, ...NOWHERE }, NOBODY),
    ],
    [
      "teamInvitation",
      () => enqueue.sendTeamInvitationEmailAsync({ ...previews.teamInvitation.data, ...NOWHERE }, NOBODY),
    ],
    [
      "subscriptionCreated",
      () =>
        enqueue.sendSubscriptionCreatedEmailAsync(
          { ...previews.subscriptionCreated.data, ...NOWHERE },
          NOBODY,
        ),
    ],
    [
      "paymentFailed",
      () => enqueue.sendPaymentFailedEmailAsync({ ...previews.paymentFailed.data, ...NOWHERE }, NOBODY),
    ],
  ])("%s has a function that sends that very template's data", async (_template, send) => {
    const error: unknown = await send().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PayloadError);
    expect(error).toMatchObject({ issues: [{ path: ["to"] }] });
  });
});
