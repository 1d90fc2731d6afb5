/** What a person may do inside the customer's organization they act for. */
export type Role = "owner" | "admin" | "member";

/** What a person may do as someone who operates the product; set by the command line only. */
type Staff = "none" | "viewer" | "operator" | "admin";

/** The signed-in person behind a request, as `getActor(request)` answers it. */
export type Actor = {
  userId: number;
  /** The organization they act for; null for a person without one. */
  organizationId: number | null;
  /** Their role in that organization; null without one. */
  role: Role | null;
  staff: Staff;
};

/** Whom a job belongs to: what an execution keeps of its actor. Both null for the product itself. */
export type JobActor = Pick<Actor, "organizationId"> & { userId: number | null };

/** The product itself. */
export const NOBODY: JobActor = { userId: null, organizationId: null };
