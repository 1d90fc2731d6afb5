import { readFileSync, statSync } from "node:fs";

/** A user of the operating system. */
export type Account = { name: string; uid: number; gid: number };

const PREFERRED_NAMES = ["postgres", "_postgres", "nobody", "daemon"];

/**
 * Whom to run Postgres as: it refuses to run as root. Undefined where this process may run it itself.
 *
 * Root takes the owner of the data where there is data already, then a user made for such purposes. Only
 * known users will do, because `initdb` looks its own user up by name; none is created.
 *
 * @throws {Error} when this process is root and the system has no other user.
 */
export function postgresAccount(dataDir: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readAccounts();
  const ownerUid = ownerOf(dataDir);
  const choices = [
    accounts.find(({ uid }) => uid === ownerUid),
    ...PREFERRED_NAMES.map((wanted) => accounts.find(({ name }) => name === wanted)),
    accounts[0],
  ];
  const account = choices.find((choice) => choice !== undefined);
  if (account) return account;
  throw new Error(
    "Postgres refuses to run as root, and /etc/passwd names no other user to run it as. " +
      "Add one (useradd --system postgres), run this as another user, or set DATABASE_URL.",
  );
}

function readAccounts(): Account[] {
  return readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ uid, gid }) => Number.isInteger(uid) && Number.isInteger(gid) && uid !== 0);
}

function ownerOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.uid;
}
