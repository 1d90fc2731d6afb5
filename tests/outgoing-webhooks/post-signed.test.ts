import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, it } from "vitest";
import { postSigned } from "@/lib/http/outgoing/post-signed";
import { newSigningSecret } from "@/lib/http/outgoing/sign";
import { appEnvironment } from "@/tests/helpers/app-environment";
import { serveRoutes } from "@/tests/helpers/route-server";

const secret = newSigningSecret();
const received: unknown[] = [];
let receiver: Awaited<ReturnType<typeof serveRoutes>>;
beforeAll(async () => {
  Object.assign(
    process.env,
    appEnvironment({ DATABASE_URL: "postgres://none", QSTASH_URL: "http://127.0.0.1:9" }),
  );
  receiver = await serveRoutes({
    "/hooks": async (request) => {
      const headers = Object.fromEntries(request.headers);
      received.push(new Webhook(secret).verify(await request.text(), headers));
      return new Response(null, { status: 204 });
    },
  });
});
afterAll(() => receiver.close());

const message = { id: "evt_1", body: { type: "alert", data: { rate: 0.5 } }, secrets: [secret] };

it("a message arrives as the official library accepts it", async () => {
  expect(await postSigned({ ...message, url: `${receiver.url}/hooks` })).toMatchObject({ status: 204 });
  expect(received).toEqual([message.body]);
});

it("a message to a name that leads inside a network is not sent", async () => {
  const sent = postSigned({
    ...message,
    url: `https://hooks.example.com:${new URL(receiver.url).port}/hooks`,
    resolve: async () => ["93.184.215.14", "10.0.0.1"],
  });
  await expect(sent).rejects.toMatchObject({ name: "DestinationRefused", code: "address-refused" });
  expect(received).toHaveLength(1);
});
