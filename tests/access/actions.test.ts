import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { filesBelow, readText } from "@/tests/architecture/sources";
import { testBuild } from "@/tests/helpers/app-build";
import type { AppServer } from "@/tests/helpers/app-server";
import type { Identity, Role } from "./roles";
import { startWithEverybody } from "./start-with-everybody";

/** A server action, which anybody can call with anything: by its id, at a page that uses it. */
type Action = { id: string; name: string; page: string };

let app: AppServer;
let roles: Record<Role, Identity>;
let actions: Action[];
let jobId: string;

beforeAll(async () => {
  const everybody = await startWithEverybody();
  const { things } = everybody;
  ({ app, roles } = everybody);
  jobId = things.jobId;
  actions = actionsOf(await testBuild()).map((action) => ({
    ...action,
    page: action.page.replace("[jobId]", things.jobId).replace("[invitationId]", things.invitation),
  }));
}, 700_000);
afterAll(() => app.stop());

const FIELD = /\btexts?Of\(form, "([^"]+)"\)|\bname="([^"]+)"/g;

/** Names of all fields that actions read, or that forms have. */
const FIELDS = new Set(
  filesBelow("app", /\.tsx?$/).flatMap((file) =>
    [...readText(file).matchAll(FIELD)].map(([, read, drawn]) => read ?? drawn ?? ""),
  ),
);

describe.each(["nobody", "owner", "staffAdmin"] as const)("every server action, called by %s", (role) => {
  it.each<[string, () => string | FormData]>([
    ["without arguments", () => "[]"],
    ["with nothing in place of a form", () => "[null,null]"],
    ["with texts and objects in place of a form", () => '["x",{"get":1}]'],
    ["with numbers", () => "[1,2,3,4]"],
    ["with a form and no state", () => formOf(() => "x", [null, "$K1"])],
    ["with an empty form", () => formOf(() => null)],
    ["with fields of control characters", () => formOf(() => "\u0000\ud800")],
    ["with fields that are too long", () => formOf(() => "9".repeat(3_000))],
    [
      "with a job that there is, and control characters beside it",
      () => formOf((name) => (["jobId", "id"].includes(name) ? jobId : "\u0000")),
    ],
    ["with files in place of texts", () => formOf(() => new File(["x"], "a.txt"))],
    ["with ids of nothing", () => formOf(() => "01a2013f-f388-79b7-b611-fb284e5ee3d7")],
  ])("%s answers without an error of ours", async (_, body) => {
    const wrong = await Promise.all(
      // To sign out would end a session that the others use.
      actions
        .filter(({ name }) => name !== "signOut" || role === "nobody")
        .map(async (action) => {
          const answer = await call(action, role, body());
          await answer.text();
          return answer.status >= 500 ? [`${action.name}: ${answer.status}`] : [];
        }),
    );
    expect(wrong.flat()).toEqual([]);
  });
});

// Otherwise all of the above would be said of empty forms.
it("fields reach the action that they are sent to", async () => {
  const signIn = actions.find(({ name }) => name === "signIn");
  if (signIn === undefined) throw new Error("People sign in by an action.");
  const answer = await call(
    signIn,
    "nobody",
    formOf(() => "nobody@example.test"),
  );
  expect(await answer.text()).toContain('"values":{"email":"nobody@example.test"}');
});

it("there are as many actions as the sources say", () => {
  const declared = filesBelow("app", /\.ts$/)
    .map(readText)
    .filter((text) => text.startsWith('"use server"'))
    .flatMap((text) => [...text.matchAll(/^export async function (\w+)/gm)].map(([, name = ""]) => name));
  expect(actions.map(({ name }) => name).toSorted()).toEqual(declared.toSorted());
  expect([...FIELDS]).toEqual(expect.arrayContaining(["jobId", "reason", "email", "password"]));
});

function call({ id, page }: Action, role: Role, body: string | FormData): Promise<Response> {
  return fetch(app.url + page, {
    method: "POST",
    redirect: "manual",
    headers: {
      Origin: app.url,
      "Next-Action": id,
      // Tries are counted by address.
      "X-Forwarded-For": `198.18.${randomInt(256)}.${randomInt(256)}`,
      ...(typeof body === "string" ? { "Content-Type": "text/plain;charset=UTF-8" } : {}),
      ...roles[role],
    },
    body,
  });
}

/** Arguments as a page's script sends them, with every field in the form; some actions take a state before it. */
function formOf(
  value: (name: string) => string | File | null,
  args: readonly unknown[] = ["$K1", "$K2"],
): FormData {
  const form = new FormData();
  for (const prefix of ["_1_", "_2_"])
    for (const name of FIELDS) {
      const given = value(name);
      if (given !== null) form.append(prefix + name, given);
    }
  // Last: once it has come, what it names is taken as it is by then.
  form.set("0", JSON.stringify(args));
  return form;
}

const manifest = z.object({
  node: z.record(
    z.string(),
    z.object({ exportedName: z.string(), workers: z.record(z.string(), z.unknown()) }),
  ),
});

/** What Next notes of the actions when it builds. */
function actionsOf(folder: string): Action[] {
  const file = path.join(folder, ".next/server/server-reference-manifest.json");
  const { node } = manifest.parse(JSON.parse(readFileSync(file, "utf8")));
  return Object.entries(node).map(([id, { exportedName, workers }]) => {
    const pages = Object.keys(workers).filter((name) => !name.includes("_not-found"));
    return { id, name: exportedName, page: pages[0]?.replace(/^app/, "").replace(/\/page$/, "") || "/" };
  });
}
