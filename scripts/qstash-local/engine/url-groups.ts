import type { HeaderMap } from "../http/header-map";
import type { Table } from "../storage/storage";

/** A name for several destinations: what is published to it goes to each of them. Source: protocol §2.7. */
export type UrlGroup = {
  readonly name: string;
  readonly createdAt: number;
  updatedAt: number;
  /** In the order they were added; never empty, except in a group that was made for its headers. */
  endpoints: readonly Endpoint[];
  /** Publish headers for everything that is published to it, lower-case names; those of the message win. */
  headers: HeaderMap;
};

/** One destination of a group. No two of a group have the same URL or the same name. */
export type Endpoint = { url: string; name?: string };

/** The URL groups of one account. */
export type UrlGroups = {
  get(name: string): UrlGroup | undefined;
  /** In order of creation. */
  list(): UrlGroup[];
  /** Keeps this group, changed or new. One without endpoints is gone. */
  save(group: UrlGroup): void;
  delete(name: string): void;
};

export function createUrlGroups(groups: Table<UrlGroup>): UrlGroups {
  return {
    get: (name) => groups.get(name),
    list: () => [...groups.values()],
    save(group) {
      if (group.endpoints.length > 0) groups.set(group.name, group);
      else groups.delete(group.name);
    },
    delete: (name) => void groups.delete(name),
  };
}

/** The endpoints with this one added, or in place of those with its URL or its name. What it leaves out stays. */
export function withEndpoint(endpoints: readonly Endpoint[], added: Endpoint): Endpoint[] {
  const place = endpoints.findIndex((endpoint) => isSame(endpoint, added));
  if (place < 0) return [...endpoints, added];
  const merged = { ...endpoints[place], ...added };
  return endpoints.flatMap((endpoint, index) => {
    if (index === place) return merged;
    return isSame(endpoint, added) ? [] : endpoint;
  });
}

function isSame(a: Endpoint, b: Endpoint): boolean {
  return a.url === b.url || (a.name !== undefined && a.name === b.name);
}
