/** Times that run: "in 2 min 28 s", by the clock of the server. */
import { waitInWords } from "./wait-in-words.js";

let offset = 0;
let frozenAt;
let cameDue = false;

const { now, frozen } = document.querySelector("#live").dataset;
setClock(Number(now), frozen === "true");

/** Sets the server's clock; a frozen one does not run. */
export function setClock(now, isFrozen) {
  offset = now - Date.now();
  frozenAt = isFrozen ? now : undefined;
}

/** Brings all of them up to date. */
export function tick() {
  const now = frozenAt ?? Date.now() + offset;
  for (const time of document.querySelectorAll("time.countdown")) {
    const words = wordsFor(Number(time.dataset.until), now);
    if (time.textContent === words) continue;
    time.textContent = words;
    cameDue ||= words === "now";
  }
  for (const time of document.querySelectorAll("time.running")) {
    time.textContent = new Date(now).toLocaleTimeString("en-GB");
  }
}

/** Whether a time has come since the last call: then something has happened, or waits for something else. */
export function hasComeDue() {
  const came = cameDue;
  cameDue = false;
  return came;
}

function wordsFor(until, now) {
  return until > now ? `in ${waitInWords(until - now)}` : "now";
}
