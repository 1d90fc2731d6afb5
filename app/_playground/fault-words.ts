import type { Fault } from "@/lib/playground/faults";

/** What can go wrong, and what one will see of it. */
export const FAULTS: readonly { fault: Fault; label: string; see: string }[] = [
  {
    fault: "none",
    label: "Nothing",
    see: "All is well. Choose a fault, start something below, and watch what becomes of it.",
  },
  {
    fault: "slow",
    label: "Slow",
    see: "Each delivery begins five seconds late: what you start waits a little, then runs as usual.",
  },
  {
    fault: "500",
    label: "500",
    see:
      "QStash answers 500 to whatever the app hands it. What you start keeps waiting, and nothing is lost: its row was written " +
      "first. Choose Nothing, and after half a minute start anything: what waits goes along. Without you, reconcile sends it, which runs every five minutes.",
  },
  {
    fault: "timeout",
    label: "Timeout",
    see:
      "The next three answers of the app never arrive, so QStash delivers those messages again. The app sees that the work " +
      "is done: one file, one mail, one try.",
  },
  {
    fault: "duplicate",
    label: "Duplicate delivery",
    see: "Each message comes three times at once. One delivery does the work, the others are turned away: still one try.",
  },
  {
    fault: "rotation",
    label: "Signature rotation",
    see: "Messages are signed with the next key, as after keys were rotated. The app knows both: all goes on as before.",
  },
];
