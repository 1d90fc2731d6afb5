import type { Order } from "./orders";
import type { Session } from "./session";

const AT_A_TIME = 10;

/** Places all orders, ten at a time; each has its own key, so an order repeated after a crash is one. */
export async function placeOrders(
  orders: readonly Order[],
  session: Session,
  placed: (order: Order, jobId: string) => void,
): Promise<void> {
  const waiting = orders.entries();
  await Promise.all(Array.from({ length: AT_A_TIME }, placeOneByOne));

  async function placeOneByOne(): Promise<void> {
    for (const [index, order] of waiting) {
      placed(order, await session.sendMail(order.mail, `demo-order-${index}`));
    }
  }
}
