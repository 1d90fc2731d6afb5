import { randomBytes } from "node:crypto";
import { type Answer, html } from "./answer";
import { type Markup, markup, verbatim } from "./markup";
import { PAGE_SCRIPT } from "./page-script";
import { PAGE_STYLES } from "./page-styles";

type Page = {
  title: string;
  /** The mailbox's version, for a page that follows it; null for one that stays as it is. */
  liveSince: number | null;
  content: Markup;
};

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%233157d5'/%3E%3Cpath d='M3.5 5.5h9v6h-9zl4.5 3.5 4.5-3.5' fill='none' stroke='%23fff'/%3E%3C/svg%3E";

const LIVE_CONTROLS = markup`<span class="live" role="status">reload to update</span>
<button id="empty" hidden>Empty the mailbox</button>`;

/** The frame of both pages. Nothing is loaded from anywhere, and only our own script runs. */
export function page(status: number, { title, liveSince, content }: Page): Answer {
  const nonce = randomBytes(16).toString("base64url");
  const { html: document } = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="${ICON}">
<style>${verbatim(PAGE_STYLES)}</style>
</head>
<body>
<header>
<a class="name" href="/">Local mailbox</a>
<span class="chip">development only</span>
${liveSince === null ? null : LIVE_CONTROLS}
</header>
<main id="live" data-version="${liveSince}">${content}</main>
${liveSince === null ? null : markup`<script nonce="${nonce}">${verbatim(PAGE_SCRIPT)}</script>`}
</body>
</html>
`;
  return html(status, document, {
    "content-security-policy": policy(nonce),
    "referrer-policy": "no-referrer",
  });
}

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `script-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    "frame-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
