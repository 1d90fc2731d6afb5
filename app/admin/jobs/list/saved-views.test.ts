import { describe, expect, it } from "vitest";
import { viewsIn, withView } from "./saved-views";

const failed = { name: "Failed", query: "status=failed" };
const mails = { name: "Mails", query: "type=send-email" };

describe("saved views", () => {
  it.each([
    "",
    "{",
    "null",
    '"text"',
    '{"name":"x","query":"y"}',
    '[1,null,{"name":"x"},{"name":1,"query":"y"}]',
  ])("are none in %j", (kept) => {
    expect(viewsIn(kept)).toEqual([]);
  });

  it("come back as they were kept, the newest first, one for each name", () => {
    const views = withView(withView([failed], mails), { ...failed, query: "status=failed&since=2h" });
    expect(viewsIn(JSON.stringify(views))).toEqual([{ ...failed, query: "status=failed&since=2h" }, mails]);
  });

  it("are no more than a menu can show", () => {
    const many = Array.from({ length: 60 }, (_, count) => ({ name: `${count}`, query: "" }));
    expect(withView(many, mails)).toHaveLength(50);
  });
});
