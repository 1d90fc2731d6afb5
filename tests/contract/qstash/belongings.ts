import type { Client } from "@upstash/qstash";

/** What one test caused on a server that others use too: everything for destinations below its own URL. */
export function belongingsOf(client: Client, baseUrl: string) {
  // The clock of a server elsewhere may be behind ours.
  const fromDate = Date.now() - 60_000;
  const isMine = ({ url }: { url: string }) => url.startsWith(baseUrl);

  return {
    /** The log of this test, newest first. */
    logs: async (filter: LogsFilter = {}) => {
      const wanted = { fromDate, ...filter };
      const logs = await allPages(
        (cursor) => client.logs({ cursor, filter: wanted }),
        (answer) => answer.logs,
      );
      return logs.filter(isMine);
    },
    /** The dead letters of this test, oldest first. */
    letters: async () => {
      const letters = await allPages(
        (cursor) => client.dlq.listMessages({ cursor, filter: { fromDate } }),
        (answer) => answer.messages,
      );
      return letters.filter(isMine);
    },
    /** The schedules of this test, in the order of the server. */
    schedules: async () =>
      (await client.schedules.list()).filter(({ destination }) => destination.startsWith(baseUrl)),
  };
}

type LogsFilter = NonNullable<NonNullable<Parameters<Client["logs"]>[0]>["filter"]>;

async function allPages<Answer extends { cursor?: string }, Item>(
  read: (cursor?: string) => Promise<Answer>,
  itemsOf: (answer: Answer) => Item[],
): Promise<Item[]> {
  const answer = await read();
  const items = [...itemsOf(answer)];
  for (let { cursor } = answer; cursor; ) {
    const next = await read(cursor);
    items.push(...itemsOf(next));
    cursor = next.cursor;
  }
  return items;
}
