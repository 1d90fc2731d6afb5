import { betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { nextCookies } from "better-auth/next-js";
import { organization } from "better-auth/plugins/organization";
import { env } from "@/lib/env/env";
import {
  CONFIRM_MINUTES,
  mailEmailChange,
  mailPasswordChanged,
  mailPasswordReset,
  RESET_MINUTES,
} from "./account-mails";
import { afterRequest } from "./after-request";
import { databaseWithJobs } from "./auth-transaction";
import { beforeRequest } from "./before-request";
import { databaseHooks } from "./database-hooks";
import { logAuth } from "./log-auth";
import { organizationCallbacks } from "./organization-callbacks";
import * as schema from "./schema";

let instance: Auth | undefined;

/** Our better-auth. */
export type Auth = ReturnType<typeof createAuth>;

/**
 * The one configured better-auth, made with the first call: importing it reads no environment.
 *
 * @throws {EnvironmentError} when the environment is incomplete.
 */
export function auth(): Auth {
  instance ??= createAuth();
  return instance;
}

/** Per address and minute; generous to an office behind one address, useless for guessing passwords. */
const CREDENTIAL_TRIES = { window: 60, max: 30 };

/** Each of these is a mail to somebody who may not want it. */
const MAIL_TRIES = { window: 60, max: 10 };

function createAuth() {
  return betterAuth({
    appName: "Background jobs",
    baseURL: env().BASE_URL,
    secret: env().BETTER_AUTH_SECRET,
    database: drizzleAdapter(databaseWithJobs(), {
      provider: "pg",
      schema,
      usePlural: true,
      transaction: true,
    }),
    databaseHooks,
    // It would mail what only changing the address asks for.
    disabledPaths: ["/send-verification-email"],
    emailAndPassword: {
      enabled: true,
      minPasswordLength: 8,
      maxPasswordLength: 128,
      resetPasswordTokenExpiresIn: RESET_MINUTES * 60,
      // Whoever had the old password is signed out.
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: mailPasswordReset,
      onPasswordReset: mailPasswordChanged,
    },
    // Whoever reads the database finds no token that works.
    verification: { storeIdentifier: "hashed" },
    emailVerification: {
      expiresIn: CONFIRM_MINUTES * 60,
      sendVerificationEmail: mailEmailChange,
    },
    hooks: { before: beforeRequest, after: afterRequest },
    user: {
      changeEmail: { enabled: true },
      additionalFields: {
        staff: {
          type: [...schema.staffLevel.enumValues],
          required: true,
          defaultValue: "none",
          input: false,
        },
      },
    },
    advanced: { database: { generateId: "serial" } },
    rateLimit: {
      enabled: true,
      storage: "database",
      customRules: {
        "/sign-in/*": CREDENTIAL_TRIES,
        "/sign-up/*": CREDENTIAL_TRIES,
        "/request-password-reset": MAIL_TRIES,
        "/change-email": MAIL_TRIES,
        "/organization/invite-member": MAIL_TRIES,
      },
    },
    telemetry: { enabled: false },
    logger: { log: logAuth },
    // nextCookies must be the last: it passes on the cookies that all others set.
    plugins: [organization(organizationCallbacks), nextCookies()],
  });
}
