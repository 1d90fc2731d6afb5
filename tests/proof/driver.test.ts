import { expect, it } from "vitest";
import { DRIVERS } from "@/scripts/proof/driver/drivers";
import { proveDriver } from "@/scripts/proof/driver/prove";

it.each(["postgres", "pg"] as const)(
  "with %s, no query hangs, no transaction is half done, each verb finds its own commit, whatever dies",
  async (driver) => {
    const outcome = await proveDriver(driver, DRIVERS[driver], { kills: 60, seed: 1, note: () => undefined });
    expect(outcome).toMatchObject({ ok: true, kills: 60, ambiguousCommits: 17, wrong: [] });
  },
  120_000,
);
