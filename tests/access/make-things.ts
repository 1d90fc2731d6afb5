import { z } from "zod";
import type { AppServer } from "@/tests/helpers/app-server";
import { linkTo } from "@/tests/helpers/mails";
import { jobEnds, startJob } from "@/tests/helpers/start-job";
import type { Things } from "./expectations";
import type { Identity } from "./roles";

const ENDPOINTS = "/api/v1/webhook-endpoints";

/** Makes things of the demo organization, as its owner does. */
export async function makeThings(app: AppServer, owner: Identity): Promise<Things> {
  const ask = client(app, owner);
  const data = { name: "Grace", dashboardUrl: `${app.url}/mail` };
  const jobId = await startJob(ask, "send-email", { template: "welcome", to: "grace@example.test", data });
  const payloads = [{ template: "welcome", to: "grace@example.test", data }];
  const later = { type: "send-email", payloads, options: { delay: 86_400 } };
  const { batchId } = batch.parse(await (await ask("/api/v1/batches", post(later))).json());
  const notifyEmail = "ada@example.test";
  const exportId = await startJob(ask, "export-data", { exportType: "users", format: "csv", notifyEmail });
  await jobEnds(ask, jobId);
  const { artifactId } = artifact.parse((await jobEnds(ask, exportId)).result);
  const leads = await ask(`/downloads/${artifactId}/file`);
  await ask("/api/auth/organization/invite-member", post({ email: "somebody@example.org", role: "member" }));
  const invitation = new URL(await linkTo(app, "somebody@example.org", "/invitations/"));
  return {
    jobId,
    batchId,
    artifactId,
    fileLink: new URL(leads.headers.get("location") ?? "", app.url).href.slice(app.url.length),
    invitation: invitation.pathname + invitation.search,
    ...(await newEndpoint(app, owner)),
  };
}

/** Makes an endpoint with a delivery, in place of all there are: an organization has ten at most. */
export async function newEndpoint(
  app: AppServer,
  owner: Identity,
): Promise<Pick<Things, "endpointId" | "deliveryId">> {
  const ask = client(app, owner);
  const { items } = list.parse(await (await ask(ENDPOINTS)).json());
  for (const { endpointId } of items)
    await ask(`${ENDPOINTS}/${endpointId}`, { ...post({}), method: "DELETE" });
  const made = await ask(ENDPOINTS, post({ url: "http://127.0.0.1:9/hook" }));
  const { endpointId } = endpoint.parse(await made.json());
  const tested = await ask(`${ENDPOINTS}/${endpointId}/test`, post({}));
  return { endpointId, ...delivery.parse(await tested.json()) };
}

/** Waits until a delivery has failed, as nobody listens there: before, it cannot be made again. */
export async function deliveryEnds(app: AppServer, owner: Identity, { deliveryId }: Things): Promise<void> {
  await jobEnds(client(app, owner), deliveryId);
}

const batch = z.object({ batchId: z.string() });
const artifact = z.object({ artifactId: z.string() });
const endpoint = z.object({ endpointId: z.string() });
const delivery = z.object({ deliveryId: z.string() });
const list = z.object({ items: z.array(endpoint) });

function post(body: object): RequestInit {
  return { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

function client({ url }: AppServer, identity: Identity) {
  return (path: string, init: RequestInit = {}) => {
    const headers = { ...Object.fromEntries(new Headers(init.headers)), origin: url, ...identity };
    return fetch(url + path, { redirect: "manual", ...init, headers });
  };
}
