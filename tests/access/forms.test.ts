import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppServer, startAppServer } from "@/tests/helpers/app-server";

let app: AppServer;
let actionId: string;

beforeAll(async () => {
  app = await startAppServer();
  const page = await (await fetch(`${app.url}/sign-in`)).text();
  actionId = /&quot;id&quot;:&quot;([0-9a-f]{40,})&quot;/.exec(page)?.[1] ?? "";
  expect(actionId).not.toBe("");
}, 700_000);
afterAll(() => app.stop());

const MULTIPART = "multipart/form-data; boundary=x";
const WHOLE = `${part("email", "ada@example.test")}--x--\r\n`;
const PAGES = ["/", "/sign-in", "/api-keys", "/admin/jobs"];

describe.each(PAGES)("a form sent to %s", (path) => {
  it.each([
    ["without a body", MULTIPART, null],
    ["with a body that is no form", MULTIPART, '{"email":"ada@example.test"}'],
    ["that was cut off", MULTIPART, part("email", "ada@exam")],
    ["whose parts nobody can tell apart", "multipart/form-data", WHOLE],
  ])("%s is refused as the sender's mistake", async (_, type, body) => {
    const answer = await send(path, { "Content-Type": type }, body);
    expect({ status: answer.status, text: await answer.text() }).toEqual({
      status: 400,
      text: "The form could not be read: it arrived damaged, or not whole. Go back and send it again.\n",
    });
  });

  it("that is larger than a form may be is refused before it is parsed", async () => {
    const answer = await send(path, { "Content-Type": MULTIPART }, part("email", "x".repeat(1_100_000)));
    expect(answer.status).toBe(413);
  });

  it.each(["https://elsewhere.example", "null", "not an address"])(
    "by a page of %s is refused, and its sender told",
    async (origin) => {
      const answer = await send(path, { "Content-Type": MULTIPART, Origin: origin }, WHOLE);
      expect({ status: answer.status, text: await answer.text() }).toEqual({
        status: 403,
        text: "The form was sent by a page of another site. Open the page itself and send it from there.\n",
      });
    },
  );
});

describe("an action that a page's script calls", () => {
  it.each([
    ["without a body", "text/plain;charset=UTF-8", null],
    ["with arguments that are no JSON", "text/plain;charset=UTF-8", "[1,"],
    ["with a form that was cut off", MULTIPART, part("0", '["$K1"]').slice(0, -6)],
  ])("%s is refused as the sender's mistake", async (_, type, body) => {
    const answer = await send("/sign-in", { "Content-Type": type, "Next-Action": actionId }, body);
    expect(answer.status).toBe(400);
  });

  it.each([
    ["by its id", () => actionId],
    ["by none", () => ""],
  ])("%s from another site's page is refused", async (_, id) => {
    const headers = {
      "Next-Action": id(),
      "Content-Type": "text/plain",
      Origin: "https://elsewhere.example",
    };
    expect((await send("/sign-in", headers, "[]")).status).toBe(403);
  });
});

it("a form that reached another host first, as it said when it forwarded it, is taken", async () => {
  const headers = {
    "Content-Type": MULTIPART,
    Origin: "https://app.example",
    "X-Forwarded-Host": "app.example, 10.0.0.1",
  };
  // No field names an action that there is.
  expect((await send("/sign-in", headers, WHOLE)).status).toBe(400);
  expect(await (await send("/sign-in", headers, WHOLE)).text()).not.toContain("another site");
});

it("none of it is an error of ours", () => {
  expect(app.lines.filter((line) => /⨯|Unhandled|FATAL/.test(line))).toEqual([]);
});

async function send(path: string, headers: Record<string, string>, body: string | null): Promise<Response> {
  return await fetch(app.url + path, {
    method: "POST",
    redirect: "manual",
    headers: { Origin: app.url, ...headers },
    body,
  });
}

function part(name: string, value: string): string {
  return `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}
