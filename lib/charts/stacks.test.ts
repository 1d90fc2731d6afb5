import { describe, expect, it } from "vitest";
import { lines, PLANE_HEIGHT, stacks } from "./stacks";

describe("stacks", () => {
  it("stand on one another, the first part at the bottom", () => {
    const { blocks } = stacks([[20, 60]]);
    const [[low, high] = []] = blocks;
    expect(low).toMatchObject({ part: 0, y: 75, height: 25 });
    expect(high).toMatchObject({ part: 1, y: 0, height: 75 });
  });

  it("are parted by a line, and one part alone is not", () => {
    expect(stacks([[20, 40, 20], [0, 80, 0], []]).seams).toBe("M1 75h8M1 25h8");
  });

  it("show one among a million, and nothing of nothing", () => {
    const [[few, many] = [], empty] = stacks([
      [1, 1_000_000],
      [0, 0],
    ]).blocks;
    expect(few?.height).toBeGreaterThanOrEqual(1.5);
    expect(many?.y).toBeGreaterThanOrEqual(0);
    expect(empty).toEqual([]);
  });

  it("have whole ticks, also when there is little or nothing", () => {
    for (const columns of [[], [[0]], [[1]], [[3, 2]]])
      expect(stacks(columns).ticks.every(({ value }) => Number.isInteger(value))).toBe(true);
    expect(stacks([[0]]).ticks[0]).toEqual({ value: 0, y: PLANE_HEIGHT });
  });
});

describe("lines", () => {
  it("are interrupted where there is no value, and show a value that is alone", () => {
    expect(lines([[4, 2, null, 4]]).paths).toEqual(["M5 0L15 50M32 0H38"]);
    expect(lines([[null, null]]).paths).toEqual([""]);
  });

  it("share one scale", () => {
    expect(lines([[1], [4]]).paths).toEqual(["M2 75H8", "M2 0H8"]);
  });
});
