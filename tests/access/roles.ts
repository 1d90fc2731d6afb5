import { sql } from "drizzle-orm";
import { createApiKey } from "@/lib/auth/api-keys/create-api-key";
import { isScope, SCOPES, type Scope } from "@/lib/auth/api-keys/scopes";
import { seedDemo } from "@/lib/auth/seed";
import type { AppServer } from "@/tests/helpers/app-server";
import { demoActor } from "@/tests/helpers/demo-actor";

/** Who may ask: people and programs of the demo organization, unless it says otherwise. */
export const ROLES = [
  "nobody",
  /** Owns another organization. */
  "stranger",
  "member",
  "admin",
  "owner",
  /** Staff, members for the rest. */
  "viewer",
  "operator",
  "staffAdmin",
  /** A program of the owner's that may do all that keys can. */
  "key",
  /** One that may only read files. */
  "narrowKey",
] as const;

export type Role = (typeof ROLES)[number];

/** Headers that say who asks. */
export type Identity = Readonly<Record<string, string>>;

const EMAILS = {
  member: "annie@example.test",
  admin: "grace@example.test",
  owner: "ada@example.test",
  viewer: "member-01@example.test",
  operator: "member-02@example.test",
  staffAdmin: "member-03@example.test",
} as const;

const PASSWORD = "demo-password";

/** Makes one of each. They use `database()` of this process, so its environment is set to the app's. */
export async function makeRoles({
  url,
  environment,
  database: { db },
}: AppServer): Promise<Record<Role, Identity>> {
  const { NODE_ENV: _, ...variables } = environment;
  Object.assign(process.env, variables);
  await seedDemo(db);
  await db.execute(sql`update users set staff = case email when ${EMAILS.viewer} then 'viewer'::staff_level
    when ${EMAILS.operator} then 'operator' when ${EMAILS.staffAdmin} then 'admin' else 'none' end`);
  const owner = await demoActor(EMAILS.owner, "owner");
  const keyFor = async (scopes: Scope[]): Promise<Identity> => {
    const made = await createApiKey(owner, { name: "A program", scopes, days: null });
    if (typeof made === "string") throw new Error(made);
    return { Authorization: `Bearer ${made.text}` };
  };
  const cookie = (email: keyof typeof EMAILS) => signIn(url, "sign-in", { email: EMAILS[email] });
  return {
    nobody: {},
    stranger: await signIn(url, "sign-up", { email: "eve@elsewhere.test", name: "Eve Elsewhere" }),
    member: await cookie("member"),
    admin: await cookie("admin"),
    owner: await cookie("owner"),
    viewer: await cookie("viewer"),
    operator: await cookie("operator"),
    staffAdmin: await cookie("staffAdmin"),
    key: await keyFor(Object.keys(SCOPES).filter(isScope)),
    narrowKey: await keyFor(["artifacts:read"]),
  };
}

async function signIn(url: string, way: "sign-in" | "sign-up", body: object): Promise<Identity> {
  const answer = await fetch(`${url}/api/auth/${way}/email`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: url },
    body: JSON.stringify({ ...body, password: PASSWORD }),
  });
  if (!answer.ok) throw new Error(`${way}: ${answer.status} ${await answer.text()}`);
  const cookies = answer.headers.getSetCookie().map((line) => line.split(";", 1)[0]);
  return { Cookie: cookies.join("; ") };
}
