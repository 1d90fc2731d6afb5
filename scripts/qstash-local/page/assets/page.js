/**
 * What scripts add to the page: it follows the server, forms act in place, times run. Without them everything can be
 * read and done as well, with a reload.
 */
import { tick } from "./countdown.js";
import { follow, swap } from "./live.js";

enhance();
document
  .querySelector('.screens [aria-current="page"]')
  ?.scrollIntoView({ inline: "center", block: "nearest" });
dropNoticeFromAddress();
setInterval(tick, 1000);
follow(enhance);

document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  event.preventDefault();
  void act(event.target, event.submitter);
});

document.addEventListener("click", (event) => {
  const name = event.target.closest("[data-copy]")?.dataset.copy;
  if (name) void copy(name);
  closeQuestions(event.target.closest("details.confirm"));
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeQuestions();
});

/** Shows what is of use only with scripts. */
function enhance() {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
  tick();
}

/** Sends a form, and shows what it led to without leaving the place. */
async function act(form, submitter) {
  if (submitter) submitter.disabled = true;
  try {
    const body = new URLSearchParams(new FormData(form, submitter));
    const response = await fetch(form.action, { method: "POST", body });
    await show(response);
  } catch {
    say("The server does not answer: nothing was done.");
  } finally {
    if (submitter) submitter.disabled = false;
  }
}

async function show(response) {
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!response.ok) return say(fresh.querySelector("main p")?.textContent ?? "That did not work.");
  if (new URL(response.url).pathname !== location.pathname) return location.assign(response.url);
  closeQuestions();
  swap(fresh);
  enhance();
  say(fresh.querySelector("#notice").textContent);
  if (document.activeElement === document.body) document.querySelector("main").focus({ preventScroll: true });
}

function closeQuestions(except) {
  for (const details of document.querySelectorAll("details.confirm[open]")) {
    if (details !== except) details.open = false;
  }
}

let quiet;

function say(words) {
  document.querySelector("#notice").textContent = words;
  clearTimeout(quiet);
  quiet = setTimeout(() => say(""), 6000);
}

/** A reload must not say again what was done long ago. */
function dropNoticeFromAddress() {
  const here = new URL(location.href);
  if (!here.searchParams.has("did")) return;
  here.searchParams.delete("did");
  history.replaceState(null, "", here);
  say(document.querySelector("#notice").textContent);
}

async function copy(name) {
  try {
    await navigator.clipboard.writeText(document.getElementById(name).textContent);
    say("Copied.");
  } catch {
    say("The browser did not allow copying: select the text instead.");
  }
}
