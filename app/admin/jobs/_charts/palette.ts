/**
 * Colours of marks. Each stands out by 3:1 from what it lies on, in light and in dark, and those that may stand on one
 * another differ in lightness too, for whoever sees no hues: a test computes both.
 */
export const ENDS_FILL = {
  failed: "fill-[light-dark(oklch(0.57_0.21_27),oklch(0.66_0.19_25))]",
  timeout: "fill-[light-dark(oklch(0.46_0.1_70),oklch(0.79_0.14_80))]",
  cancelled: "fill-[light-dark(oklch(0.35_0.02_265),oklch(0.93_0.01_265))]",
  completed: "fill-[light-dark(oklch(0.63_0.14_155),oklch(0.54_0.11_155))]",
} as const;

/** The second is told from the first by its dashes, too. */
export const LINES = {
  p50: { swatch: "fill-primary", stroke: "stroke-primary", dashes: undefined },
  p95: { swatch: "fill-warning", stroke: "stroke-warning", dashes: "5 3" },
} as const;
