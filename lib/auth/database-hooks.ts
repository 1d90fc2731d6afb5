import type { BetterAuthOptions } from "better-auth";
import { APIError } from "better-auth/api";
import { z } from "zod";
import { mailEmailChanged } from "./account-mails";
import { authTransaction } from "./auth-transaction";
import { hasUser } from "./has-user";
import { homeOrganization } from "./home-organization";
import { personName } from "./mailable-name";
import { welcome } from "./welcome";
import { withName } from "./with-name";

/** What happens beside better-auth's own writes; each hook runs before its row is written, in its transaction. */
export const databaseHooks: BetterAuthOptions["databaseHooks"] = {
  user: {
    create: { before: async (user) => ({ data: await announce(user) }) },
    update: {
      before: async (user, context) => {
        if (context?.path === "/verify-email") await assertFree(user.email);
        return { data: withName(user, personName) };
      },
      after: async (user, context) => {
        if (context?.path === "/verify-email") await mailEmailChanged(user, oldEmailIn(context.query?.token));
      },
    },
  },
  account: { create: { before: (account) => welcomeNewcomer(Number(account.userId)) } },
  session: {
    create: {
      before: async (session) => {
        const home = await homeOrganization(Number(session.userId));
        return { data: { activeOrganizationId: home === null ? null : String(home) } };
      },
    },
  },
};

async function announce(user: { name: string; email: string }) {
  const scope = authTransaction();
  if (scope === undefined) {
    throw new Error("A user must be created in a transaction: its welcome mail is enqueued in the same one.");
  }
  const named = withName(user, personName);
  scope.newcomer = { name: named.name, email: user.email };
  return named;
}

/** Somebody may have signed up with the address since the link was mailed. Only who reads that mailbox learns it. */
async function assertFree(email: string | undefined): Promise<void> {
  if (email === undefined || !(await hasUser(email))) return;
  throw new APIError("BAD_REQUEST", {
    code: "EMAIL_TAKEN",
    message: "There is an account with this address.",
  });
}

/** The address that a link to confirm another one replaces: the link's token names it, and was checked by then. */
function oldEmailIn(token: unknown): string {
  const [, claims = ""] = z.string().parse(token).split(".");
  return z.object({ email: z.email() }).parse(JSON.parse(Buffer.from(claims, "base64url").toString())).email;
}

/** The account is written after the user, so the id is known; a later account of the same person is no news. */
async function welcomeNewcomer(userId: number): Promise<void> {
  const scope = authTransaction();
  if (scope?.newcomer === undefined) return;
  const { tx, enqueue, newcomer } = scope;
  delete scope.newcomer;
  await welcome(tx, enqueue, { userId, ...newcomer });
}
