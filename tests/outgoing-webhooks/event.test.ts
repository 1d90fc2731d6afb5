import { beforeAll, expect, it } from "vitest";
import { endEvent } from "@/lib/outgoing-webhooks/event";
import { appEnvironment } from "@/tests/helpers/app-environment";

beforeAll(() => {
  const never = { DATABASE_URL: "postgres://none", QSTASH_URL: "http://127.0.0.1:9" };
  Object.assign(process.env, appEnvironment(never));
});

const ended = {
  jobId: "01a2013f-f388-79b7-b611-fb284e5ee3d7",
  type: "send-email",
  status: "failed" as const,
  revivals: 1,
  createdAt: "2026-11-28T10:30:00.123456+01:00",
  startedAt: null,
  completedAt: "2026-11-28T09:31:00+00:00",
  error: { code: "rejected", message: "" },
};

it("an event tells two ends of one job apart, and times in UTC", () => {
  const { id, body } = endEvent(ended);
  expect(id).toBe(`evt_${ended.jobId}_1`);
  expect(body).toMatchObject({
    type: "job.failed",
    timestamp: "2026-11-28T09:31:00.000Z",
    data: { createdAt: "2026-11-28T09:30:00.123Z", startedAt: null },
  });
});

it.each([
  "sk_live_abcdefgh12345",
  "whsec_c2VjcmV0c2VjcmV0",
  "ada.lovelace@example.com",
  "Bearer abcdefgh12345",
])("an event's error does not give %s away", (secret) => {
  const { body } = endEvent({ ...ended, error: { code: null, message: `refused ${secret} today` } });
  expect(JSON.stringify(body)).not.toContain(secret);
  expect(JSON.stringify(body)).toContain("refused");
});
