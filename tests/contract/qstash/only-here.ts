import { beforeEach } from "vitest";
import { environment } from "./environment";

/**
 * Skips the tests of a file or a `describe` against a server that the environment names, and says why beside each:
 * they are about `/_dev`, about a choice where the documentation is silent, or would disturb the account's other users.
 */
export function onlyHere(reason: string): void {
  beforeEach(({ skip }) => skip(environment.server !== undefined, `only our own server: ${reason}`));
}
