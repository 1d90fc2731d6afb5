import { describe, expect, it } from "vitest";
import { ellipsis, geometry, heightOf, shortNumber } from "./geometry";

const SIZE = { width: 640, height: 220 };

describe("a chart", () => {
  it("without a point has nothing to draw", () => {
    expect(geometry({ kind: "columns", points: [] }, SIZE)).toMatchObject({ shapes: [], texts: [] });
  });

  it("of one point is a dot, not a line", () => {
    const { shapes, strokes } = geometry({ kind: "line", points: [{ label: "a", value: 7 }] }, SIZE);
    expect([shapes.length, strokes.length]).toEqual([1, 0]);
  });

  it.each([[[0, 0, 0]], [[-5, 3, 0]], [[1e12, 1, 2]], [[0.1, 0.2, 0.3]]])(
    "of %j stays on its plane",
    (values) => {
      for (const kind of ["columns", "line", "bars"] as const) {
        const points = values.map((value, at) => ({ label: String(at), value }));
        const plane = geometry(
          { kind, points },
          { ...SIZE, height: heightOf({ kind, points }, SIZE.height) },
        );
        const numbers =
          [...plane.shapes, ...plane.strokes, ...plane.grid].join(" ").match(/-?\d+(\.\d+)?/g) ?? [];
        expect(numbers.map(Number).every((n) => n >= -4 && n <= SIZE.width)).toBe(true);
        expect(
          plane.texts.every(({ x, y }) => x >= 0 && x <= SIZE.width && y >= 0 && y <= plane.height),
        ).toBe(true);
      }
    },
  );

  it("draws bars below zero to the left, and counts in whole ticks", () => {
    const points = [
      { label: "a", value: -5 },
      { label: "b", value: 10 },
    ];
    const [below = ""] = geometry({ kind: "bars", points }, SIZE).shapes;
    const [, left, right] = /^M([\d.]+) \d+H([\d.]+)/.exec(below) ?? [];
    expect(Number(right) - Number(left)).toBeGreaterThan(50);
    const one = geometry({ kind: "columns", points: [{ label: "a", value: 1 }] }, SIZE);
    expect(one.texts.filter(({ anchor }) => anchor === "end").map(({ text }) => text)).toEqual(["0", "1"]);
  });

  it("of a year has few labels below it", () => {
    const points = Array.from({ length: 365 }, (_, at) => ({ label: `d${at}`, value: at }));
    const { texts } = geometry({ kind: "columns", points }, SIZE);
    expect(texts.filter(({ text }) => text.startsWith("d")).length).toBeLessThanOrEqual(7);
  });
});

it("long numbers and names are short on an axis, by what people see as characters", () => {
  expect([1_234, 0.05, 3_400_000].map(shortNumber)).toEqual(["1.23K", "0.05", "3.4M"]);
  expect(ellipsis("👩‍👩‍👧‍👦".repeat(4), 6)).toBe("👩‍👩‍👧‍👦👩‍👩‍👧‍👦…");
  expect(
    ["user.signed-in", "i".repeat(9), "i".repeat(11), "W".repeat(9), "王".repeat(9)].map((name) =>
      ellipsis(name, 10),
    ),
  ).toEqual(["user.sign…", "iiiiiiiii", "iiiiiiiii…", "WWWW…", "王王王王…"]);
});
