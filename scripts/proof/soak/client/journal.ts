import type { Order } from "@/scripts/proof/soak/plan/order";

/** What the client knows of an order. */
export type Entry = {
  order: Order;
  /** Jobs that the app said it had taken. */
  jobIds: Set<string>;
  /** Answers that never came, of requests that cannot be repeated: all of their jobs are there, or none. */
  unknown: number;
};

/** The client's own book: nothing in it comes from the database. */
export type Journal = Map<string, Entry>;
