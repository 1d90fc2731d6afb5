import { keptChoice } from "./kept-choice";

export type SingleKeys = "on" | "off";

/** Whether keys without Ctrl or the like do anything in this browser (WCAG 2.1.4). */
export const {
  read: readSingleKeys,
  choose: chooseSingleKeys,
  subscribe: subscribeToSingleKeys,
} = keptChoice<SingleKeys>("jobs-single-keys", ["on", "off"], "on");
