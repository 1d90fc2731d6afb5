import { describe, expect, it } from "vitest";
import { readRequest } from "@/app/admin/jobs/list/confirm/read-request";
import { registry } from "@/lib/registry";
import { cancelAllHref } from "./cancel-all-href";

const ID = "01900000-0000-7000-8000-000000000000";

describe("the link that cancels all relatives of a job", () => {
  it.each([
    ["batch", "batchId"],
    ["parent", "parentJobId"],
  ])("asks for those of a %s, and for no others", (term, name) => {
    const { pathname, searchParams } = new URL(cancelAllHref({ [term]: ID }), "https://app.example");
    expect(pathname).toBe("/admin/jobs/list/confirm");
    const request = readRequest(Object.fromEntries(searchParams), registry, Date.now());
    if (typeof request === "string" || !("filter" in request)) throw new Error("It asks for all that match.");
    expect(request.operation).toBe("cancel");
    expect(JSON.parse(JSON.stringify(request.filter))).toEqual({ [name]: ID });
  });
});
