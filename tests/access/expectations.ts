import { ROLES, type Role } from "./roles";

/** The status with which each role is answered. */
type Answers = Record<Role, number>;

/** What is asked for, and who gets what. */
export type Expectation = {
  answers: Answers;
  /** For a route with parameters: the address of something that belongs to the demo organization. */
  address?: (things: Things) => string;
  body?: (things: Things) => object;
};

/** Things of the demo organization. */
export type Things = {
  jobId: string;
  /** Of a batch whose jobs are to start later. */
  batchId: string;
  artifactId: string;
  /** The path and query of a link to the file, made for the owner. */
  fileLink: string;
  /** The path and query of the link in an invitation's mail. */
  invitation: string;
  /** A new one for each request, since some requests delete it. */
  endpointId: string;
  deliveryId: string;
};

/** Each route of the app by its name. A new one has no answer here, and `access.test.ts` asks for it. */
export const EXPECTATIONS: Readonly<Record<string, Expectation>> = {
  // Pages that everybody may see; who is signed in already is led on.
  // A start page for who is signed in, else a welcome.
  "GET /": { answers: all(200) },
  "GET /sign-in": { answers: { ...all(200), ...people(307) } },
  "GET /sign-up": { answers: { ...all(200), ...people(307) } },
  "GET /forgot-password": { answers: all(200) },
  "GET /reset-password": { answers: all(200) },
  "GET /confirm-email": { answers: all(200) },
  "GET /docs/api": { answers: all(200) },
  "GET /docs/problems": { answers: all(200) },
  // The link alone lets in: who is invited has no account yet.
  "GET /invitations/[invitationId]": { answers: all(200), address: ({ invitation }) => invitation },

  // Pages of people; a program is nobody there.
  "GET /mail": page(),
  "GET /exports": page(),
  "GET /reports": page(),
  "GET /activity": page(),
  "GET /members": page(),
  "GET /account": page(),
  "GET /api-keys": page(),
  "GET /downloads/[artifactId]": {
    answers: { ...page().answers, stranger: 404 },
    address: ({ artifactId }) => `/downloads/${artifactId}`,
  },

  // Files. A browser without a session is led to sign in, and a program is told.
  "GET /downloads/[artifactId]/file": {
    answers: { ...all(303), nobody: 401, stranger: 404 },
    address: ({ artifactId }) => `/downloads/${artifactId}/file`,
  },
  "GET /api/files/[artifactId]": theirLink(),
  "HEAD /api/files/[artifactId]": theirLink(),

  // The dashboard: there is none for whoever is no staff.
  "GET /admin/jobs": staffPage(),
  "GET /admin/jobs/[jobId]": { ...staffPage(), address: ({ jobId }) => `/admin/jobs/${jobId}` },
  "GET /admin/jobs/[jobId]/replay": {
    ...staffPage("operator"),
    address: ({ jobId }) => `/admin/jobs/${jobId}/replay`,
  },
  "GET /admin/jobs/dead-letters": staffPage(),
  "GET /admin/jobs/schedules": staffPage(),
  "GET /admin/jobs/system": staffPage(),
  "GET /admin/jobs/list": staffPage(),
  "GET /admin/jobs/list/confirm": staffPage("operator"),
  "GET /admin/jobs/list/csv": { answers: { ...staffOnly(), ...nobodies(401) } },
  "GET /admin/jobs/pulse": { answers: { ...staffOnly(), ...nobodies(401) } },

  // The API.
  "GET /api/v1/openapi.json": { answers: all(200) },
  "POST /api/v1/dispatch": {
    answers: { ...all(202), nobody: 401, stranger: 403, narrowKey: 403, member: 403, ...staff(403) },
    body: () => ({ type: "send-email", payload: MAIL }),
  },
  "GET /api/v1/status": { answers: { ...all(200), nobody: 401, narrowKey: 403 } },
  "GET /api/v1/status/[jobId]": {
    answers: { ...all(200), nobody: 401, stranger: 404, narrowKey: 403 },
    address: ({ jobId }) => `/api/v1/status/${jobId}`,
  },
  // Of a job that has been completed.
  "POST /api/v1/cancel/[jobId]": deed("cancel"),
  "POST /api/v1/retry/[jobId]": deed("retry"),
  "POST /api/v1/batches": {
    answers: { ...all(202), nobody: 401, stranger: 403, narrowKey: 403, member: 403, ...staff(403) },
    body: () => ({ type: "send-email", payloads: [MAIL] }),
  },
  "GET /api/v1/batches/[batchId]": {
    answers: { ...all(200), nobody: 401, stranger: 404, narrowKey: 403 },
    address: ({ batchId }) => `/api/v1/batches/${batchId}`,
  },
  // Cancelled by the first of them, and no less to the others.
  "POST /api/v1/batches/[batchId]/cancel": {
    answers: { ...all(200), nobody: 401, stranger: 404, narrowKey: 403 },
    address: ({ batchId }) => `/api/v1/batches/${batchId}/cancel`,
    body: () => ({}),
  },
  "GET /api/v1/artifacts/[artifactId]": {
    answers: { ...all(200), nobody: 401, stranger: 404 },
    address: ({ artifactId }) => `/api/v1/artifacts/${artifactId}`,
  },
  // A stranger owns an organization too, in which they may make endpoints.
  "GET /api/v1/webhook-endpoints": { answers: { ...administered(200), stranger: 200 } },
  "POST /api/v1/webhook-endpoints": {
    answers: { ...administered(201), stranger: 201 },
    body: () => ({ url: "http://127.0.0.1:9/hook" }),
  },
  "GET /api/v1/webhook-endpoints/[endpointId]": endpoint(200, ""),
  "PATCH /api/v1/webhook-endpoints/[endpointId]": endpoint(200, "", { description: "Ours" }),
  "DELETE /api/v1/webhook-endpoints/[endpointId]": endpoint(204, ""),
  "POST /api/v1/webhook-endpoints/[endpointId]/rotate-secret": endpoint(200, "/rotate-secret", {}),
  "POST /api/v1/webhook-endpoints/[endpointId]/test": endpoint(202, "/test", {}),
  "GET /api/v1/webhook-endpoints/[endpointId]/deliveries": endpoint(200, "/deliveries"),
  "POST /api/v1/webhook-endpoints/[endpointId]/deliveries/[deliveryId]/redeliver": {
    answers: administered(202),
    address: ({ endpointId, deliveryId }) =>
      `/api/v1/webhook-endpoints/${endpointId}/deliveries/${deliveryId}/redeliver`,
    body: () => ({}),
  },

  // Where nobody's session counts: what is signed, or has a token.
  "GET /api/health": { answers: all(200) },
  "HEAD /api/health": { answers: all(200) },
  "GET /api/metrics": { answers: all(401) },
  "POST /api/webhooks/[...source]": {
    answers: all(404),
    address: () => "/api/webhooks/custom/nobody",
    body: () => ({}),
  },
  ...Object.fromEntries(
    [
      "alert",
      "cleanup",
      "email",
      "export",
      "operations",
      "outgoing-webhook",
      "playground",
      "report",
      "webhook",
    ]
      .concat("failed", "reconcile", "schedule")
      .map((name) => [`POST /api/jobs/${name}`, unsigned()]),
  ),
  "POST /api/jobs/[...other]": { ...unsigned(), address: () => "/api/jobs/of-another-deploy" },

  // better-auth's own, which has its own tests: here only that it tells people apart.
  "GET /api/auth/[...all]": { answers: all(200), address: () => "/api/auth/get-session" },
  "POST /api/auth/[...all]": {
    // Only an owner makes owners; a stranger owns another organization.
    answers: { ...all(403), ...nobodies(401), ...only(["stranger", "owner"], 200) },
    address: () => "/api/auth/organization/invite-member",
    body: () => ({ email: "somebody@example.org", role: "owner" }),
  },
};

const MAIL = {
  template: "welcome",
  to: "grace@example.test",
  data: { name: "Grace", dashboardUrl: "$APP/mail" },
};

function all(status: number): Answers {
  return only(ROLES, status) as Answers; // oxlint-disable-line typescript/no-unsafe-type-assertion -- all there are
}

function only(roles: readonly Role[], status: number): Partial<Answers> {
  return Object.fromEntries(roles.map((role) => [role, status]));
}

function people(status: number): Partial<Answers> {
  return only(["stranger", "member", "admin", "owner", "viewer", "operator", "staffAdmin"], status);
}

/** Whoever has no session. */
function nobodies(status: number): Partial<Answers> {
  return only(["nobody", "key", "narrowKey"], status);
}

function staff(status: number): Partial<Answers> {
  return only(["viewer", "operator", "staffAdmin"], status);
}

function staffOnly(level: "viewer" | "operator" = "viewer"): Answers {
  return { ...all(404), ...staff(200), ...(level === "operator" ? { viewer: 404 } : {}) };
}

function page(): Expectation {
  return { answers: { ...all(200), ...nobodies(307) } };
}

function staffPage(level?: "operator"): Expectation {
  return { answers: { ...staffOnly(level), ...nobodies(307) } };
}

/** Everybody acts on the jobs of their organization; that one has ended is told to them only. */
function deed(name: string): Expectation {
  return {
    // It is an admin's mail: no other member stops it or sends it again.
    answers: { ...all(409), nobody: 401, stranger: 404, narrowKey: 403, member: 403, ...staff(403) },
    address: ({ jobId }) => `/api/v1/${name}/${jobId}`,
    body: () => ({}),
  };
}

/** What owners and admins do, and keys of theirs. */
function administered(status: number): Answers {
  return { ...all(403), nobody: 401, stranger: 404, ...only(["admin", "owner", "key"], status) };
}

function endpoint(status: number, below: string, body?: object): Expectation {
  return {
    answers: administered(status),
    address: ({ endpointId }) => `/api/v1/webhook-endpoints/${endpointId}${below}`,
    ...(body === undefined ? {} : { body: () => body }),
  };
}

/** A link is for one person, whoever has it. Keys act as that person. */
function theirLink(): Expectation {
  return {
    answers: { ...all(404), nobody: 401, ...only(["owner", "key", "narrowKey"], 200) },
    address: ({ fileLink }) => fileLink,
  };
}

/** Only QStash calls it. */
function unsigned(): Expectation {
  return { answers: all(401), body: () => ({}) };
}
