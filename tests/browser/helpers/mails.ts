import { poll } from "@/tests/helpers/poll";
import type { AppServer } from "./app-server";

/** What was mailed to an address, oldest first. */
export function mailsTo({ mailbox }: AppServer, address: string) {
  return mailbox.mails().filter(({ to }) => to.includes(address));
}

/** Waits for the newest mail to an address. @returns the link in it that leads to a path of the app */
export async function linkTo(app: AppServer, address: string, path: string): Promise<string> {
  await poll(() => mailsTo(app, address).length).toBeGreaterThan(0);
  const answer = await fetch(`${app.mailbox.url}/mails/${mailsTo(app, address).at(-1)?.id}/html`);
  const links = [...(await answer.text()).matchAll(/href="([^"]+)"/g)].map(([, href = ""]) =>
    href.replaceAll("&amp;", "&"),
  );
  const link = links.find((href) => href.startsWith(app.url + path));
  if (link === undefined)
    throw new Error(`The mail to ${address} has no link to ${path}: ${links.join(" ")}`);
  return link;
}
