import { testUser } from "../credentials";
import { signClaims, signDelivery } from "../delivery/jwt";
import type { RuleOf } from "./fault-rule";
import type { Random } from "./seeded-random";

/** How a delivery is signed. */
export type Sign = typeof signDelivery;

/** The keys of an account besides the current one. */
export type OtherKeys = {
  nextSigningKey: string;
  /** The current one before the last rotation. */
  previousSigningKey?: string;
};

/** A signature that is not what it should be. */
export function faultySign(how: RuleOf<"sign">["params"]["with"], keys: OtherKeys, random: Random): Sign {
  switch (how) {
    case "next":
      return (delivery) => signDelivery({ ...delivery, key: keys.nextSigningKey });
    case "wrong":
      return (delivery) => signDelivery({ ...delivery, key: anyKey(random) });
    case "old":
      return (delivery) => signDelivery({ ...delivery, key: keys.previousSigningKey ?? anyKey(random) });
    case "published":
      return (delivery) => signDelivery({ ...delivery, key: testUser.currentSigningKey });
    case "expired":
      return (delivery) => signDelivery({ ...delivery, nowMs: delivery.nowMs - 3_600_000 });
    case "foreign-url":
      return (delivery) => signDelivery({ ...delivery, url: "https://elsewhere.example/" });
    case "no-claims":
      return ({ key }) => signClaims({}, key);
  }
}

/** A key that nobody has. */
function anyKey(random: Random): string {
  return `sig_${Array.from({ length: 28 }, () => Math.floor(random() * 36).toString(36)).join("")}`;
}
