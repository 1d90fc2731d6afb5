import { APIError, createAuthMiddleware } from "better-auth/api";

/** Fields of better-auth's requests that name a row; ids are numbers here. */
const IDS = ["id", "memberId", "invitationId", "organizationId", "userId"];

/**
 * Refuses what better-auth would take to Postgres as it is: an id that is no number, and a character that no text may
 * have there. Both would be faults of ours otherwise.
 *
 * @throws {APIError} 400
 */
export const beforeRequest = createAuthMiddleware(async ({ body, query }) => {
  const given = [...entriesOf(body), ...entriesOf(query)];
  const wrong = given.find(([name, value]) => !isUsable(name, value));
  if (wrong === undefined) return;
  throw new APIError("BAD_REQUEST", {
    code: "INVALID_VALUE",
    message: `"${wrong[0].slice(0, 50)}" cannot be meant.`,
  });
});

function entriesOf(given: unknown): [string, unknown][] {
  return typeof given === "object" && given !== null ? Object.entries(given) : [];
}

function isUsable(name: string, value: unknown): boolean {
  if (typeof value === "string" && value.includes("\0")) return false;
  if (value === undefined || value === null) return true;
  if (IDS.includes(name)) return isId(value);
  return name !== "memberIdOrEmail" || isId(value) || (typeof value === "string" && value.includes("@"));
}

function isId(value: unknown): boolean {
  return (typeof value === "string" || typeof value === "number") && /^\d{1,15}$/.test(`${value}`);
}
