import { describe, expect, it } from "vitest";
import { toFlowControl } from "./flow-control";

const limits = (given: object) => toFlowControl({ type: "export-data", ...given });

describe("the limits of a definition", () => {
  it.each([
    [{}, null],
    [{ concurrency: {} }, null],
    [{ concurrency: { total: 5 } }, { perOrganization: false, numbers: { parallelism: 5 } }],
    [{ concurrency: { perOrganization: 2 } }, { perOrganization: true, numbers: { parallelism: 2 } }],
    [{ rate: { limit: 3, per: 60 } }, { perOrganization: false, numbers: { rate: 3, period: 60 } }],
    [
      { rate: { limit: 3, per: 60, scope: "organization" } },
      { perOrganization: true, numbers: { rate: 3, period: 60 } },
    ],
    [
      { concurrency: { perOrganization: 2 }, rate: { limit: 3, per: 60 } },
      { perOrganization: true, numbers: { parallelism: 2, rate: 3, period: 60 } },
    ],
  ])("%j become %j", (given, expected) => {
    expect(limits(given)).toEqual(expected);
  });

  it.each([
    [{ concurrency: { total: 0 } }, "concurrency.total must be a whole number from 1 to 1000, got 0"],
    [{ concurrency: { total: -1 } }, "concurrency.total must be a whole number from 1 to 1000, got -1"],
    [{ concurrency: { perOrganization: 1001 } }, "concurrency.perOrganization must be"],
    [{ concurrency: { perOrganization: 1.5 } }, "got 1.5"],
    [{ concurrency: { total: Number.NaN } }, "got NaN"],
    [
      { concurrency: { total: 1, perOrganization: 1 } },
      "concurrency.total or concurrency.perOrganization, not",
    ],
    [
      { concurrency: { perOrg: 1 } },
      'concurrency has total, perOrganization, key, perKey and keyScope, and no "perOrg"',
    ],
    [{ rate: { limit: 0, per: 1 } }, "rate.limit must be a whole number from 1 to 1000000, got 0"],
    [{ rate: { limit: 1, per: 604_801 } }, "rate.per must be a whole number from 1 to 604800, got 604801"],
    [{ rate: { limit: 1, per: -60 } }, "rate.per must be a whole number from 1 to 604800, got -60"],
    [
      { rate: { limit: 1, per: 1, scope: "person" } },
      'rate.scope must be "type" or "organization", got "person"',
    ],
    [{ rate: { limit: 1, per: 1, window: 2 } }, 'rate has limit, per and scope, and no "window"'],
    [
      { concurrency: { perOrganization: 1 }, rate: { limit: 1, per: 1, scope: "type" } },
      "concurrency is per organization, rate per type",
    ],
  ])("%j are refused at once, with the name, the bounds and what came", (given, sentence) => {
    expect(() => limits(given)).toThrow(RangeError);
    expect(() => limits(given)).toThrow(sentence);
    expect(() => limits(given)).toThrow('Job "export-data"');
  });
});
