import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { PROBLEMS } from "@/lib/http/problems";
import { ProblemList } from "./problem-list";

it("every problem stands under the anchor that answers point to, with what to do", () => {
  const html = renderToStaticMarkup(<ProblemList />);
  const anchors = [...html.matchAll(/ id="([^"]+)"/g)].map(([, anchor]) => anchor);
  expect(new Set(anchors)).toEqual(new Set(Object.keys(PROBLEMS)));
  for (const { title } of Object.values(PROBLEMS)) expect(html).toContain(title);
});
