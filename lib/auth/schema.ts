import {
  bigint,
  boolean,
  index,
  integer,
  pgEnum,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";

/** Numeric, given out by Postgres. better-auth speaks of them as strings; `getActor` converts once. */
const id = () => bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity();
const time = (name: string) => timestamp(name, { withTimezone: true });
const now = (name: string) => time(name).notNull().defaultNow();

const userId = (name = "user_id") =>
  bigint(name, { mode: "number" })
    .notNull()
    .references(() => users.id, { onDelete: "cascade" });

const organizationId = () =>
  bigint("organization_id", { mode: "number" })
    .notNull()
    .references(() => organizations.id, { onDelete: "cascade" });

export const staffLevel = pgEnum("staff_level", ["none", "viewer", "operator", "admin"]);

/** Property names are better-auth's; table names are ours (`usePlural`). */
export const users = pgTable("users", {
  id: id(),
  name: text("name").notNull(),
  /** Lower case. */
  email: text("email").notNull().unique(),
  emailVerified: boolean("email_verified").notNull().default(false),
  image: text("image"),
  /** What the person may do as someone who operates the product; set by the command line only. */
  staff: staffLevel("staff").notNull().default("none"),
  createdAt: now("created_at"),
  updatedAt: now("updated_at"),
});

export const sessions = pgTable(
  "sessions",
  {
    id: id(),
    userId: userId(),
    token: text("token").notNull().unique(),
    /** Text because better-auth compares it with its string ids; `getActor` checks the membership anyway. */
    activeOrganizationId: text("active_organization_id"),
    ipAddress: text("ip_address"),
    userAgent: text("user_agent"),
    expiresAt: time("expires_at").notNull(),
    createdAt: now("created_at"),
    updatedAt: now("updated_at"),
  },
  (row) => [index("sessions_user").on(row.userId), index("sessions_expiry").on(row.expiresAt)],
);

/** One row per way to sign in: `credential` holds the password's hash. */
export const accounts = pgTable(
  "accounts",
  {
    id: id(),
    userId: userId(),
    /** The id at the provider; for `credential` the user's own id. */
    accountId: text("account_id").notNull(),
    providerId: text("provider_id").notNull(),
    password: text("password"),
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    idToken: text("id_token"),
    accessTokenExpiresAt: time("access_token_expires_at"),
    refreshTokenExpiresAt: time("refresh_token_expires_at"),
    scope: text("scope"),
    createdAt: now("created_at"),
    updatedAt: now("updated_at"),
  },
  (row) => [
    index("accounts_user").on(row.userId),
    uniqueIndex("accounts_provider_account").on(row.providerId, row.accountId),
  ],
);

/** Single-use tokens that better-auth hands out. */
export const verifications = pgTable(
  "verifications",
  {
    id: id(),
    identifier: text("identifier").notNull(),
    value: text("value").notNull(),
    expiresAt: time("expires_at").notNull(),
    createdAt: now("created_at"),
    updatedAt: now("updated_at"),
  },
  (row) => [index("verifications_identifier").on(row.identifier)],
);

export const organizations = pgTable("organizations", {
  id: id(),
  name: text("name").notNull(),
  slug: text("slug").notNull().unique(),
  logo: text("logo"),
  metadata: text("metadata"),
  createdAt: now("created_at"),
});

export const members = pgTable(
  "members",
  {
    id: id(),
    organizationId: organizationId(),
    userId: userId(),
    /** owner, admin or member. */
    role: text("role").notNull().default("member"),
    createdAt: now("created_at"),
  },
  (row) => [
    uniqueIndex("members_organization_user").on(row.organizationId, row.userId),
    index("members_user").on(row.userId),
  ],
);

export const invitations = pgTable(
  "invitations",
  {
    id: id(),
    organizationId: organizationId(),
    inviterId: userId("inviter_id"),
    email: text("email").notNull(),
    role: text("role"),
    /** pending, accepted, rejected or canceled. */
    status: text("status").notNull().default("pending"),
    expiresAt: time("expires_at").notNull(),
    createdAt: now("created_at"),
  },
  (row) => [
    index("invitations_organization").on(row.organizationId),
    index("invitations_email").on(row.email),
    index("invitations_expiry").on(row.expiresAt),
  ],
);

/** Keys by which programs call the API. Of a key itself only the hash is here. */
export const apiKeys = pgTable(
  "api_keys",
  {
    id: id(),
    organizationId: organizationId(),
    /** Whom the key acts as: it goes with them. */
    createdBy: userId("created_by"),
    name: text("name").notNull(),
    /** The part of the key by which people tell it from others; no secret. */
    prefix: text("prefix").notNull(),
    /** SHA-256 of the whole key, as hex. */
    hash: text("hash").notNull().unique(),
    scopes: text("scopes").array().notNull(),
    createdAt: now("created_at"),
    /** To the minute. */
    lastUsedAt: time("last_used_at"),
    /** Null for one that does not expire. */
    expiresAt: time("expires_at"),
    revokedAt: time("revoked_at"),
  },
  (row) => [
    index("api_keys_of_organization").on(row.organizationId),
    index("api_keys_of_user").on(row.createdBy),
  ],
);

/** Counters of tries per address and route: serverless instances share no memory. */
export const rateLimits = pgTable("rate_limits", {
  id: id(),
  key: text("key").notNull().unique(),
  count: integer("count").notNull(),
  /** Milliseconds since 1970. */
  lastRequest: bigint("last_request", { mode: "number" }).notNull(),
});
