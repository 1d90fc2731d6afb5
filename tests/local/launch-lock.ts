import { holdLock } from "@/scripts/local/lock";

// One of several contenders for a lock: says whether it got it, and holds it until it is killed.
const [resource = ""] = process.argv.slice(2);
const got = await holdLock(resource, "a contender").then(
  () => true,
  () => false,
);
process.stdout.write(`${JSON.stringify({ got })}\n`);
if (got) setInterval(() => {}, 1000);
