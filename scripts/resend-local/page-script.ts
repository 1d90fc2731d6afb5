/**
 * Keeps the list up to date: asks for the version now and then while the page is looked at, and swaps the content
 * of `#live` when it changed. Without scripts the list works too; it is just not live.
 */
export const PAGE_SCRIPT = `
const live = document.querySelector("#live");
const state = document.querySelector(".live");
const empty = document.querySelector("#empty");
let version = live.dataset.version;

function show(name, words) {
  state.dataset.state = name;
  state.textContent = words;
}

async function refresh() {
  const page = await (await fetch(location.href)).text();
  const fresh = new DOMParser().parseFromString(page, "text/html");
  live.replaceChildren(...fresh.querySelector("#live").childNodes);
  document.title = fresh.title;
}

async function look() {
  try {
    const health = await (await fetch("/_dev/health")).json();
    if (String(health.version) !== version) {
      await refresh();
      version = String(health.version);
    }
    show("on", "live");
  } catch {
    show("off", "server stopped");
  }
}

async function poll() {
  if (!document.hidden) await look();
  setTimeout(poll, 1000);
}

empty.hidden = false;
empty.addEventListener("click", async () => {
  await fetch("/_dev/mails", { method: "DELETE" });
  await look();
});
poll();
`;
