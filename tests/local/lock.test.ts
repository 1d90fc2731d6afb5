import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { holdLock } from "@/scripts/local/lock";
import { type DataFolder, dataFolder } from "./data-folder";
import { type Launcher, launch } from "./launcher";

const words = z.object({ got: z.boolean() });

describe("a lock", () => {
  let place: DataFolder;
  let contenders: Launcher<z.output<typeof words>>[];

  beforeEach(async () => {
    place = await dataFolder();
    contenders = [];
  });

  afterEach(async () => {
    await Promise.all(contenders.map((contender) => contender.kill()));
    await place.remove();
  });

  it("is never held by two processes that ask at the same time", async () => {
    const got = await Promise.all([contend(), contend(), contend(), contend()]);
    expect(got.filter(Boolean).length).toBeLessThanOrEqual(1);
  });

  it("is free again when its holder was killed with SIGKILL", async () => {
    expect(await contend()).toBe(true);
    await contenders[0]?.kill();
    await (await holdLock(resource(), "this test")).release();
  });

  it("is refused to a second holder within one process", async () => {
    const lock = await holdLock(resource(), "this test");
    await expect(holdLock(resource(), "this test")).rejects.toThrow(/is in use by this process/);
    await lock.release();
  });

  it("leaves nothing behind when it is released", async () => {
    await (await holdLock(resource(), "this test")).release();
    expect(existsSync(`${resource()}.lock`)).toBe(false);
  });

  function resource(): string {
    return join(place.folder, "thing");
  }

  async function contend(): Promise<boolean> {
    const contender = launch(new URL("./launch-lock.ts", import.meta.url), [resource()], words);
    contenders.push(contender);
    return (await contender.said).got;
  }
});
