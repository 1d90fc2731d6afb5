import type { DeadLetter } from "../engine/dead-letters";
import { containsText } from "./message-list-filter";
import type { PageCall } from "./page-call";

/** The dead letters that a text picks, newest first. */
export function findLetters({ tenant }: PageCall, text: string): DeadLetter[] {
  const letters = [...tenant.account.deadLetters.entries()].toReversed();
  return text === "" ? letters : letters.filter((letter) => isAbout(letter, text));
}

function isAbout({ message, result }: DeadLetter, text: string): boolean {
  return containsText(message, text) || String(result.status) === text;
}
