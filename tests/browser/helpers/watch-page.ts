import type { ConsoleMessage, Page, Request, Response } from "playwright-core";

/** What may go wrong in a story because it is what the story is about: matched against the complaint. */
export type Allowed = readonly RegExp[];

/**
 * Notes whatever goes wrong in a page: errors in its console and of its scripts, requests that fail or are refused,
 * and any that leave the app.
 */
export function watchPage(page: Page, origin: string, allowed: Allowed): readonly string[] {
  const complaints: string[] = [];
  const complain = (text: string) => {
    if (!allowed.some((pattern) => pattern.test(text))) complaints.push(text);
  };
  page.on("console", (message) => isError(message) && complain(`console: ${message.text()}`));
  page.on("pageerror", (error) => complain(`script: ${error.stack ?? error.message}`));
  page.on("crash", () => complain("the page crashed"));
  page.on("request", (request) => {
    if (!isOwn(request, origin)) complain(`request to elsewhere: ${request.url()}`);
  });
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "failed";
    // Of requests that the page does not want any more, such as prefetches of the page before.
    if (reason !== "net::ERR_ABORTED") complain(`request: ${reason} ${request.url()}`);
  });
  page.on("response", (response) => isRefusal(response) && complain(describe(response)));
  return complaints;
}

/** Chromium writes a line of its own for each refused request, which is noted as what it is. */
function isError(message: ConsoleMessage): boolean {
  return message.type() === "error" && !message.text().startsWith("Failed to load resource");
}

function isOwn(request: Request, origin: string): boolean {
  return request.url().startsWith(`${origin}/`) || /^(data|blob):/.test(request.url());
}

function isRefusal(response: Response): boolean {
  return response.status() >= 400;
}

function describe(response: Response): string {
  return `response: ${response.status()} ${response.request().method()} ${response.url()}`;
}
