import { type Credentials, randomCredentials, testUser, testUsers } from "./credentials";
import type { Storage } from "./storage/storage";

/** Whom a server works for: at least one account, the first one is the one it tells you about. */
export type Accounts = readonly [Credentials, ...Credentials[]];

/** Which accounts are wanted: the one with these credentials, one that nobody else knows, or the four test users. */
export type AccountOptions = Partial<Credentials> & {
  /**
   * One account with credentials that nobody else knows, instead of the published test users. On a data folder it is
   * the same account each time. Default: false.
   */
  randomKeys?: boolean;
};

/** The accounts to serve. Credentials that are given in part are completed from test user 1. */
export function accountsOf({ randomKeys, ...options }: AccountOptions, storage: Storage): Accounts {
  const given = readGiven(options);
  if (Object.keys(given).length > 0) return [{ ...testUser, ...given }];
  return randomKeys ? [rememberedCredentials(storage)] : testUsers;
}

/** `undefined` counts as not given: whoever passes variables on may have some that are not set. */
function readGiven({ token, currentSigningKey, nextSigningKey }: Partial<Credentials>): Partial<Credentials> {
  const entries = Object.entries({ token, currentSigningKey, nextSigningKey });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

const ONLY = "credentials";

/** Random credentials, made once per storage. */
function rememberedCredentials(storage: Storage): Credentials {
  const remembered = storage.open<Credentials>("random-account");
  const credentials = remembered.get(ONLY) ?? randomCredentials();
  remembered.set(ONLY, credentials);
  return credentials;
}
