import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { apiDocument } from "@/app/_api/document";
import { ApiReference } from "./api-reference";
import { curlOf } from "./curl-of";
import { operationsByTag } from "./operations";

const html = renderToStaticMarkup(<ApiReference baseUrl="https://app.example.com" />);
const { paths, components } = apiDocument();

it("has every operation and every schema, each under an anchor of its own", () => {
  const anchors = [...html.matchAll(/ id="([^"]+)"/g)].map(([, anchor = ""]) => anchor);
  expect(anchors.filter((anchor, index) => anchors.indexOf(anchor) !== index)).toEqual([]);
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  for (const { operationId } of operations) expect(anchors).toContain(operationId);
  for (const name of Object.keys(components.schemas)) expect(anchors).toContain(`schema-${name}`);
});

it("says of options in which unit and within which bounds they are", () => {
  const text = html.replaceAll(/<[^>]+>/g, "");
  expect(text).toContain("Seconds until it may start, at most 400 days; instead of notBefore.");
  expect(text).toContain("0 to 34560000.");
  expect(text).toContain("continue, the default, leaves them alone");
});

it("every link within the page leads somewhere on it", () => {
  const targets = [...html.matchAll(/href="#([^"]+)"/g)].map(([, target = ""]) => target);
  expect(targets.length).toBeGreaterThan(20);
  expect(targets.filter((target) => !html.includes(` id="${target}"`))).toEqual([]);
});

it("shows calls as they are typed into a shell", () => {
  const all = operationsByTag().flatMap(({ operations }) => operations);
  const call = (id: string) =>
    all.filter(({ operationId }) => operationId === id).map((one) => curlOf(one, "https://a.example"))[0];
  expect(call("readStatus")).toBe(
    'curl "https://a.example/api/v1/status/$JOB_ID" \\\n  -H "Authorization: Bearer $API_KEY"',
  );
  expect(call("dispatch")).toMatch(/^curl -X POST [\s\S]+ -d '\{"type":/);
  expect(call("readDocument")).toBe('curl "https://a.example/api/v1/openapi.json"');
});
