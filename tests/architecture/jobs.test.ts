import { describe, expect, it } from "vitest";
import { wantedCopy } from "@/lib/jobs/schedules/wanted";
import { schedules } from "@/lib/schedules";
import { type House, jobComplaints } from "./job-complaints";
import { maxDuration, readHouse } from "./read-house";
import { readText } from "./sources";

describe("each job", () => {
  it("is registered and has one handler and one route, which may run long enough to settle it", async () => {
    const house = await readHouse();
    expect(house.definitions.length).toBeGreaterThan(0);
    expect(jobComplaints(house)).toEqual([]);
  });
});

describe("the check of jobs", () => {
  const route = { file: "app/api/jobs/image/route.ts", handler: "handleResizeImage", maxDuration: 75 };
  const handler = { file: "lib/images/handlers.ts", name: "handleResizeImage", type: "resize-image" };
  const complete: House = {
    registered: ["resize-image"],
    definitions: [
      { file: "lib/images/jobs.ts", type: "resize-image", endpoint: "/api/jobs/image", timeoutSeconds: 60 },
    ],
    handlers: [handler],
    routes: [route],
  };

  const breaches: [Partial<House>, string][] = [
    [{ registered: [] }, '"resize-image" of lib/images/jobs.ts is not in lib/registry.ts'],
    [{ handlers: [] }, '"resize-image" has no handler: export one'],
    [{ handlers: [handler, handler] }, '"resize-image" has 2 handlers'],
    [{ routes: [] }, "export POST = createJobWorker(handleResizeImage) from app/api/jobs/image/route.ts"],
    [{ routes: [route, { ...route, file: "app/api/x/route.ts" }] }, "is run by app/api/x/route.ts too"],
    [{ routes: [{ ...route, maxDuration: 74 }] }, "maxDuration must be at least 75"],
    [{ routes: [{ ...route, maxDuration: 90 }] }, "and less than 90"],
    [{ routes: [{ ...route, maxDuration: undefined }] }, "it is not exported"],
  ];

  it.each(breaches)("says what is missing and what to do: %j", (changes, sentence) => {
    expect(jobComplaints(complete)).toEqual([]);
    expect(jobComplaints({ ...complete, ...changes }).join("\n")).toContain(sentence);
  });
});

describe("each schedule", () => {
  it.each(schedules.filter((schedule) => "path" in schedule))(
    "$id calls a route that ends before QStash gives up on it",
    ({ path, timeoutSeconds }) => {
      const limit = maxDuration(readText(`app${path}/route.ts`));
      expect(limit, `app${path}/route.ts must export maxDuration`).toBeDefined();
      expect(
        limit,
        `app${path}/route.ts: lower maxDuration or raise the schedule's timeoutSeconds`,
      ).toBeLessThan(timeoutSeconds);
    },
  );

  it("that starts a job calls the one route for that, which ends in time too", () => {
    const address = { BASE_URL: "https://app.example", JOBS_ENVIRONMENT: "production" };
    const copy = wantedCopy({ id: "nightly", cron: "0 2 * * *", timezone: "UTC" }, address);
    const limit = maxDuration(readText(`app${new URL(copy.destination).pathname}/route.ts`));
    expect(limit).toBeLessThan(copy.timeoutSeconds);
  });
});
