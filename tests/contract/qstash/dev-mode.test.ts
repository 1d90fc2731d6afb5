import { Client, Receiver } from "@upstash/qstash";
import { expect, it, onTestFinished, vi } from "vitest";
import { startQStashLocal } from "@/scripts/qstash-local/server";
import { startDestination } from "./destination";
import { onlyHere } from "./only-here";

onlyHere("the SDK's dev mode looks on loopback");

it("the SDK with QSTASH_DEV=true adopts the server: nothing is downloaded or started", async () => {
  const server = await startQStashLocal();
  const destination = await startDestination();
  const quiet = vi.spyOn(console, "log").mockImplementation(() => {});
  onTestFinished(async () => {
    quiet.mockRestore();
    vi.unstubAllEnvs();
    await server.close();
    await destination.close();
  });
  vi.stubEnv("QSTASH_DEV", "true");
  vi.stubEnv("QSTASH_DEV_PORT", new URL(server.url).port);
  const requested = vi.spyOn(globalThis, "fetch");
  onTestFinished(() => requested.mockRestore());

  const { messageId } = await new Client().publishJSON({ url: destination.url("/dev"), body: { a: 1 } });

  const [request] = await destination.received("/dev", 1);
  expect(request?.headers["upstash-message-id"]).toBe(messageId);
  const signature = String(request?.headers["upstash-signature"]);
  const verified = new Receiver().verify({ signature, body: '{"a":1}', url: destination.url("/dev") });
  await expect(verified).resolves.toBe(true);
  const origins = requested.mock.calls.map(
    ([input]) => new URL(input instanceof Request ? input.url : input).origin,
  );
  expect(new Set(origins)).toEqual(new Set([server.url]));
});
