import { beforeAll, describe, expect, it } from "vitest";
import { signedIn } from "@/tests/helpers/client";
import { linkTo } from "@/tests/helpers/mails";
import { jobEnds, startJob } from "@/tests/helpers/start-job";
import { appPages } from "./helpers/app-pages";
import { axeFaults, tooWide } from "./helpers/find-faults";
import { useStage } from "./helpers/stage";

const stage = useStage();
const OWNER = "ada@example.test";

/** Seen by who is not signed in; all others as the owner, who is staff too. */
const SIGNED_OUT = [
  "/",
  "/sign-in",
  "/sign-up",
  "/forgot-password",
  "/reset-password",
  "/invitations/[invitationId]",
];

/** Addresses of pages that are about one thing. */
const ADDRESSES: Readonly<Record<string, () => string>> = {
  "/admin/jobs/[jobId]": () => `/admin/jobs/${failed}`,
  "/admin/jobs/[jobId]/replay": () => `/admin/jobs/${failed}/replay`,
  "/downloads/[artifactId]": () => `/downloads/${artifactId}`,
  "/invitations/[invitationId]": () => invitation,
};

let failed = "";
let artifactId = "";
let invitation = "";

beforeAll(async () => {
  const { url } = stage.app();
  const owner = await signedIn(url, OWNER, "demo-password");
  const mail = (to: string) => ({
    template: "welcome",
    to,
    data: { name: "Grace", dashboardUrl: `${url}/mail` },
  });
  const people = ["grace@example.test", "otto.500-once.429-once@example.test", "rita.reject@example.test"];
  const mails = await Promise.all(people.map((to) => startJob(owner, "send-email", mail(to))));
  await startJob(owner, "send-email", mail("alan@example.test"), { delay: 3600 });
  const users = await startJob(owner, "export-data", {
    exportType: "users",
    format: "csv",
    notifyEmail: OWNER,
  });
  await owner("/api/auth/organization/invite-member", {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: url },
    body: JSON.stringify({ email: "somebody@example.org", role: "member" }),
  });
  invitation = await linkTo(stage.app(), "somebody@example.org", "/invitations/");
  failed = mails[2] ?? "";
  await jobEnds(owner, failed);
  ({ artifactId } = (await jobEnds(owner, users)).result);
});

it("every page that is about one thing has an address here", () => {
  const pages = appPages().filter((page) => page.includes("["));
  expect(pages.toSorted()).toEqual(Object.keys(ADDRESSES).toSorted());
});

describe.each(appPages())("%s", (route) => {
  const as = SIGNED_OUT.includes(route) ? {} : { as: OWNER };
  const address = () => ADDRESSES[route]?.() ?? route;

  it("is usable by all kinds of people, in light colours and dark, and fits on a phone", async () => {
    const page = await stage.page({ ...as, colorScheme: "light" });
    await page.goto(address());
    expect(await axeFaults(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await tooWide(page)).toEqual([]);
    expect(await axeFaults(page)).toEqual([]);
  });
});
