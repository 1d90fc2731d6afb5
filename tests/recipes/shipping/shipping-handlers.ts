import { sql } from "drizzle-orm";
import { z } from "zod";
import type { EventHandler } from "@/lib/webhooks/source";

const delivered = z.object({ data: z.object({ orderId: z.string(), signedBy: z.string() }) });

/** What a parcel service tells us. */
export const shippingHandlers: Readonly<Record<string, EventHandler>> = {
  "parcel.delivered": async (tx, event) => {
    const { orderId, signedBy } = delivered.parse(event.data).data;
    await tx.execute(sql`
      update orders set delivered_at = ${event.occurredAt?.toISOString() ?? null}::timestamptz, signed_by = ${signedBy}
      where order_id = ${orderId} and delivered_at is null`);
  },
};
