import { accountSwitch } from "./account-switch";
import { STYLE_SHEETS } from "./assets";
import { type Markup, markup } from "./markup";
import { navigation } from "./navigation";
import { NOTICES } from "./notices";
import { htmlAnswer, type PageAnswer } from "./page-answer";
import type { PageCall } from "./page-call";
import { whatChanges } from "./what-changes";

type Screen = {
  /** What the tab of the browser says. */
  title: string;
  status?: number;
  content: Markup;
};

/** The document around every screen. What is inside `#live` is replaced while the reader watches. */
export function frame(call: PageCall, { title, status = 200, content }: Screen): PageAnswer {
  const { version, now, isFrozen } = whatChanges(call.service);
  const { html } = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Local QStash</title>
<link rel="icon" href="/_dev/page/icon.svg">
${STYLE_SHEETS.map((name) => markup`<link rel="stylesheet" href="/_dev/page/${name}">\n`)}<script type="module" src="/_dev/page/page.js"></script>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<a class="name" href="/">Local QStash</a>
<span class="chip">development only</span>
<span class="live" role="status">reload to update</span>
<button type="button" id="pause" hidden>Pause</button>
</header>
<div id="live" data-version="${version}" data-now="${now}" data-frozen="${String(isFrozen)}">
${accountSwitch(call)}
${navigation(call)}
<main id="content" tabindex="-1">
${content}
</main>
</div>
<button type="button" id="news" hidden></button>
${notice(call)}
</body>
</html>
`;
  return htmlAnswer(status, html);
}

function notice({ query }: PageCall): Markup {
  const words = NOTICES.get(query.get("did") ?? "");
  return markup`<p id="notice" role="status">${words}</p>`;
}
