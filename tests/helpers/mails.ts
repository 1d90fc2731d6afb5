import { vi } from "vitest";
import type { AppServer } from "./app-server";

/** What was mailed to an address, oldest first. */
export function mailsTo({ mailbox }: AppServer, address: string) {
  return mailbox.mails().filter(({ to }) => to.includes(address));
}

/** Waits for the newest mail to an address. @returns the link in it that leads to a path of the app */
export async function linkTo(app: AppServer, address: string, path: string): Promise<string> {
  const id = await vi.waitFor(() => newestTo(app, address), { timeout: 15_000, interval: 100 });
  const answer = await fetch(`${app.mailbox.url}/mails/${id}/html`);
  const links = [...(await answer.text()).matchAll(/href="([^"]+)"/g)].map(([, href = ""]) =>
    href.replaceAll("&amp;", "&"),
  );
  const link = links.find((href) => href.startsWith(app.url + path));
  if (link === undefined)
    throw new Error(`The mail to ${address} has no link to ${path}: ${links.join(" ")}`);
  return link;
}

function newestTo(app: AppServer, address: string): string {
  const newest = mailsTo(app, address).at(-1);
  if (newest === undefined) throw new Error(`Nothing was mailed to ${address}.`);
  return newest.id;
}
