/** Follows the server: asks now and then whether anything changed, and if so brings the screen up to date in place. */
import { hasComeDue, setClock } from "./countdown.js";
import { morph } from "./morph.js";

const PATIENCE_MS = 1000;

const live = document.querySelector("#live");
const sign = document.querySelector(".live");
const pause = document.querySelector("#pause");
const news = document.querySelector("#news");

let seen = live.dataset.version;
let isPaused = false;
let failures = 0;

/** Starts to follow; `afterwards` runs after every change of the screen. */
export function follow(afterwards) {
  pause.hidden = false;
  pause.addEventListener("click", () => {
    isPaused = !isPaused;
    pause.textContent = isPaused ? "Resume" : "Pause";
    showState();
  });
  news.addEventListener("click", () => void showNews(afterwards));
  void poll(afterwards);
}

/** Makes this screen what another document shows, except for what the reader has opened, typed or scrolled. */
export function swap(fresh) {
  news.hidden = true;
  morph(live, fresh.querySelector("#live"));
  document.title = fresh.title;
  seen = live.dataset.version;
}

async function poll(afterwards) {
  const started = performance.now();
  if (!document.hidden && !isPaused) await look(afterwards);
  // A screen that is expensive to make is made less often.
  const took = performance.now() - started;
  setTimeout(() => void poll(afterwards), Math.max(PATIENCE_MS, took * 4));
}

async function look(afterwards) {
  try {
    const { version, now, isFrozen } = await (await fetch("/_dev/page/changes")).json();
    setClock(now, isFrozen);
    if (version !== seen || hasComeDue()) {
      await refresh({ isForced: false });
      afterwards();
    }
    failures = 0;
  } catch {
    failures += 1;
  }
  showState();
}

async function showNews(afterwards) {
  await refresh({ isForced: true });
  afterwards();
  scrollTo({ top: 0 });
}

function showState() {
  // One lost answer is no news: the server may be starting anew.
  const [state, words] = isPaused
    ? ["paused", "paused"]
    : failures > 1
      ? ["off", "server stopped"]
      : ["on", "live"];
  if (sign.dataset.state === state) return;
  sign.dataset.state = state;
  sign.textContent = words;
}

async function refresh({ isForced }) {
  const page = await (await fetch(location.href)).text();
  const fresh = new DOMParser().parseFromString(page, "text/html");
  if (!isForced && isReading()) return swapKnown(fresh);
  swap(fresh);
}

/** Rows must not move under the pointer or the eyes. */
function isReading() {
  return (
    scrollY > 160 || document.querySelector("tbody:hover, tbody:focus-within, details.confirm[open]") !== null
  );
}

/** Brings the rows that are there up to date, and tells of the new ones instead of pushing them in. */
function swapKnown(fresh) {
  const bodies = [...fresh.querySelectorAll("tbody")];
  const known = [...live.querySelectorAll("tbody")];
  const counts = known.map((body, index) => (bodies[index] ? holdRows(body, bodies[index]) : 0));
  swap(fresh);
  const count = counts.reduce((sum, one) => sum + one, 0);
  if (count === 0) return;
  news.textContent = count === 1 ? "1 new row: show it" : `${count} new rows: show them`;
  news.hidden = false;
}

/** Puts the rows of `known` into `fresh`, each as new as there is one. Returns how many were left out. */
function holdRows(known, fresh) {
  const rows = new Map([...fresh.rows].map((row) => [row.id, row]));
  const held = [...known.rows].map((row) => rows.get(row.id) ?? row.cloneNode(true));
  const left = [...rows.keys()].filter((id) => !known.querySelector(`#${CSS.escape(id)}`)).length;
  fresh.replaceChildren(...held);
  return left;
}
