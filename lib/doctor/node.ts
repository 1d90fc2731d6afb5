import { type Finding, failure, ok } from "./finding";

/** As `engines` of package.json has it. */
const LEAST = [20, 19] as const;

/** Whether this Node.js is new enough. `version` is such as `22.21.0`. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isNew = major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1]);
  if (isNew) return ok("node", `Node.js ${version}`);
  return failure("node", `Node.js ${version} is too old`, `install ${LEAST.join(".")} or later`);
}
