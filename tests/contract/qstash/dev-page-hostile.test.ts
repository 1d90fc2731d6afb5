import { expect, it } from "vitest";
import { onlyHere } from "./only-here";
import { withPage } from "./page-reader";

onlyHere("the page");

const HOSTILE = `"'><script>alert(1)</script><img src=x onerror=alert(2)>`;

it("whatever a message and its answers contain is text on every screen", async () => {
  const { get, http, destination, client, ended } = await withPage();
  const path = `/x?q='%22%3E%3Cscript%3Ealert(1)&y="><script>`;
  destination.answer("/answer", { status: 500, headers: { "X-Evil": HOSTILE }, body: HOSTILE });
  const { messageId } = await client.publish({
    url: destination.url("/answer"),
    body: HOSTILE,
    headers: { "X-Evil": HOSTILE },
    label: HOSTILE.replaceAll(",", ""),
    retries: 0,
    failureCallback: destination.url("/failed"),
  });
  await ended(messageId);
  await http("POST", `/v2/publish/${destination.url(path)}`, {
    headers: { "Upstash-Label": HOSTILE },
    body: HOSTILE,
  });
  const screens = [
    "/",
    `/?q=${encodeURIComponent(HOSTILE)}`,
    `/?label=${encodeURIComponent(HOSTILE)}`,
    `/messages/${messageId}`,
  ];
  const lists = [
    "/dead-letters",
    `/dead-letters?q=${encodeURIComponent(HOSTILE)}`,
    "/log",
    `/log?q=${encodeURIComponent(HOSTILE)}`,
  ];
  for (const screen of [...screens, ...lists]) {
    const { status, body } = await get(screen);
    expect(status).toBe(200);
    expect(body).not.toMatch(/<script>|<img|alert\(1\)<|onerror=alert\(2\)>/);
  }
  expect((await get(`/messages/${messageId}`)).body).toContain("&#60;script&#62;alert(1)&#60;/script&#62;");
});

it("no screen runs or loads anything but its own files, and none can be framed", async () => {
  const { get } = await withPage();
  for (const screen of ["/", "/schedules", "/log", "/messages/unknown"]) {
    const { headers, body } = await get(screen);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/default-src 'none'.*script-src 'self'.*base-uri 'none'.*frame-ancestors 'none'/);
    expect(policy).not.toContain("unsafe");
    expect(body).not.toMatch(
      / style=| on\w+=|<style|<script(?! type="module" src="\/_dev\/page\/page\.js"><\/script>)/,
    );
    expect(body.match(/(?:src|href)="(?!\/)[^#"]+/g)).toBeNull();
  }
});

it("the whole body of a message is plain text in a sandbox, whatever it is", async () => {
  const { get, client, destination } = await withPage();
  const body = `<script>alert(1)</script>${"x".repeat(100_000)}`;
  const { messageId } = await client.publish({
    url: destination.url("/x"),
    body,
    headers: { "Content-Type": "text/html" },
  });
  const { headers, body: shown } = await get(`/messages/${messageId}/body`);
  expect(shown).toBe(body);
  expect(headers.get("content-type")).toBe("text/plain; charset=utf-8");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("content-security-policy")).toContain("sandbox");
  const screen = await get(`/messages/${messageId}`);
  expect(screen.body.length).toBeLessThan(100_000);
  expect(screen.body).toContain(`href="/messages/${messageId}/body"`);
});

it("bytes that are no text are shown as hex", async () => {
  const { get, http, destination } = await withPage();
  const response = await http("POST", `/v2/publish/${destination.url("/x")}`, {
    body: new Uint8Array([0x89, 0x50, 0xff, 0]),
  });
  const id = /msg_\w+/.exec(await response.text())?.[0];
  expect((await get(`/messages/${id}`)).body).toContain("0000  89 50 ff 00");
});

it.each([
  "?account=0",
  "?account=-1",
  "?account=NaN",
  "?page=-5",
  "?page=1e9",
  "?state=NOTHING",
  "?q=%FF%00",
  "?label=&schedule=",
  "?%",
])("the list takes %s without harm", async (query) => {
  const { get } = await withPage();
  expect((await get(`/${query}`)).status).toBe(200);
});

it("what a publisher wants redacted is not shown, not sent to the screen and not found", async () => {
  const { get, client, destination } = await withPage();
  const { messageId } = await client.publish({
    url: destination.url("/x"),
    body: "my secret word",
    headers: { "X-Key": "secret key", "Upstash-Redact-Fields": "body,header[X-Key]" },
    delay: 60,
  });
  for (const path of [`/messages/${messageId}`, `/messages/${messageId}/body`]) {
    const { status, body } = await get(path);
    expect(status).toBe(200);
    expect(body).toContain("REDACTED:");
    expect(body).not.toContain("secret");
  }
  expect((await get("/?q=secret+word")).body).toContain("No message fits");
});
