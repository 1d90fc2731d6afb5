import { expect, it } from "vitest";
import { backTo, linkHere, linkTo } from "./links";

it("a link leaves out what is empty, and names the account when it is not the first", () => {
  expect(linkTo({ account: 1 }, "/", { state: "RETRY", q: "", page: undefined })).toBe("/?state=RETRY");
  expect(linkTo({ account: 2 }, "/log")).toBe("/log?account=2");
});

it("a link within the page keeps the filters and forgets what was just done", () => {
  const query = new URLSearchParams("label=a%26b&page=3&did=cancel&account=2");
  expect(linkHere({ account: 2, path: "/", query }, { page: undefined })).toBe("/?label=a%26b&account=2");
});

it.each([
  ["/?label=x", "/?label=x&did=cancel"],
  ["/messages/msg_1", "/messages/msg_1?did=cancel"],
  ["https://evil.test/", "/?did=cancel"],
  ["//evil.test/x", "/?did=cancel"],
  [String.raw`\\evil.test`, "/?did=cancel"],
  ["/x//evil.test", "/x//evil.test?did=cancel"],
  ["/a\r\nSet-Cookie: b", "/aSet-Cookie:%20b?did=cancel"],
  ["javascript:alert(1)", "/?did=cancel"],
])("a form that says back=%j stays on this server", (back, location) => {
  expect(backTo(new URLSearchParams({ back }), "cancel")).toBe(location);
});
