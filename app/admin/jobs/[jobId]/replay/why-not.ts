/** Why there can be no replay with another payload. */
export const WHY_NOT = {
  unknown: "There is no such job.",
  open: "It has not ended. Cancel it first, or wait for its end.",
  "unknown-type": "This deploy does not know its type, so nobody can say which payload fits.",
  "replaced-type": "Another job has taken its type over. Replay it as it is, or start one of the new type.",
} as const;
