import type { LogEvent } from "../engine/event-log";
import { type Markup, markup, verbatim } from "./markup";

/** A state of a message, or an event in its log. */
export type ShownState = LogEvent["state"];

type Look = { word: string; colour: string; shape: string; means: string };

const CIRCLE = '<circle cx="8" cy="8" r="6"/>';

/** The API's own words, so that what is read here can be typed there. Never colour alone. */
export const LOOKS: Record<ShownState, Look> = {
  CREATED: {
    word: "Created",
    colour: "quiet",
    shape: `${CIRCLE}<path d="M8 4.5V8l2.3 1.5"/>`,
    means: "Accepted; waits for its first attempt.",
  },
  ACTIVE: {
    word: "Active",
    colour: "accent",
    shape: '<path d="M5.5 3.5 12.5 8l-7 4.5z"/>',
    means: "An attempt is under way.",
  },
  RETRY: {
    word: "Retry",
    colour: "warn",
    shape: '<path d="M13 8a5 5 0 1 1-1.6-3.7M11.6 1.8v2.8H8.8"/>',
    means: "The last attempt failed; the next one is planned.",
  },
  ERROR: {
    word: "Error",
    colour: "warn",
    shape: `${CIRCLE}<path d="M8 4.8v3.7M8 11v.1"/>`,
    means: "An attempt failed.",
  },
  DELIVERED: {
    word: "Delivered",
    colour: "good",
    shape: '<path d="m3 8.5 3.4 3.4L13 4.8"/>',
    means: "The destination answered 2xx.",
  },
  FAILED: {
    word: "Failed",
    colour: "bad",
    shape: '<path d="m4 4 8 8m0-8-8 8"/>',
    means: "Nothing more is tried; it became a dead letter.",
  },
  CANCEL_REQUESTED: {
    word: "Cancel requested",
    colour: "quiet",
    shape: `${CIRCLE}<path d="m4 12 8-8"/>`,
    means: "Somebody cancelled it; it ends at its next step.",
  },
  CANCELED: {
    word: "Canceled",
    colour: "quiet",
    shape: `${CIRCLE}<path d="m4 12 8-8"/>`,
    means: "Somebody cancelled it; nothing more is tried.",
  },
};

/** An icon, a colour and the word. */
export function stateBadge(state: ShownState): Markup {
  const { word, colour, means } = LOOKS[state];
  return markup`<span class="state ${colour}" title="${means}">${stateIcon(state)}${word}</span>`;
}

/** The icon alone, for beside a word. */
export function stateIcon(state: ShownState): Markup {
  return markup`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${verbatim(LOOKS[state].shape)}</svg>`;
}
