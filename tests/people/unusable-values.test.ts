import { afterAll, beforeAll, expect, it } from "vitest";
import { type Client, startApp, type TestApp } from "@/tests/helpers/app";

let app: TestApp;
let ada: Client;
beforeAll(async () => {
  app = await startApp();
  ada = await app.as("ada@example.test");
});
afterAll(() => app.stop());

it.each([
  ["/organization/remove-member", { memberIdOrEmail: "nobody" }],
  ["/organization/update-member-role", { memberId: "x", role: "admin" }],
  ["/organization/update-member-role", { memberId: "9".repeat(300), role: "admin" }],
  ["/organization/cancel-invitation", { invitationId: "../1" }],
  ["/organization/invite-member", { email: "a\u0000@example.test", role: "member" }],
  ["/update-user", { name: "Ada\u0000" }],
  ["/sign-in/email", { email: "a\u0000@example.test", password: "x" }],
])("%s with %j is refused as the sender's mistake", async (path, body) => {
  const answer = await ada(`/api/auth${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: app.url },
    body: JSON.stringify(body),
  });
  expect({ status: answer.status, body: await answer.json() }).toMatchObject({
    status: 400,
    body: { code: "INVALID_VALUE", message: expect.stringContaining("cannot be meant") },
  });
});

it("an address names a member as an id does, and one that nobody has is told as such", async () => {
  const answer = await ada("/api/auth/organization/remove-member", {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: app.url },
    body: JSON.stringify({ memberIdOrEmail: "stranger@example.test" }),
  });
  expect(await answer.json()).toMatchObject({ code: "MEMBER_NOT_FOUND" });
});
