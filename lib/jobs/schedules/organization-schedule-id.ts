import { ScheduleError } from "./schedule-error";

/** A schedule of an organization, by the name that it has there. */
export type OrganizationSchedule = { name: string; organizationId: number };

/** Its id, which no declared schedule can have. @throws {ScheduleError} for a name that none may have. */
export function organizationScheduleId({ name, organizationId }: OrganizationSchedule): string {
  if (!Number.isSafeInteger(organizationId) || organizationId < 1)
    throw new ScheduleError(name, [
      { path: ["actor", "organizationId"], message: "the id of an organization is expected" },
    ]);
  if (isScheduleName(name)) return `org.${organizationId}.${name}`;
  throw new ScheduleError(name, [{ path: ["name"], message: WRONG_NAME }]);
}

/** What a schedule may be called, in code and by an organization. */
export function isScheduleName(name: string): boolean {
  return /^[a-z0-9][a-z0-9_-]{0,63}$/.test(name);
}

export const WRONG_NAME =
  "1 to 64 lower-case letters, digits, - and _ are expected, the first a letter or digit";
