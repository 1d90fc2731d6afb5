import { NonRetryableError } from "@/lib/jobs/errors";
import { handle } from "@/lib/jobs/handle";
import { announceBilling, billCustomer, billEverybody } from "./jobs";

export const handleBillEverybody = handle(billEverybody, async ({ month, customers }, ctx) => {
  if (ctx.checkpoint === null) {
    const bills = customers.map((customer) => ({ customer, month }));
    return ctx.waitFor(ctx.batch(billCustomer, bills), { checkpoint: "bills were sent" });
  }
  let cents = 0;
  let notBilled = 0;
  for await (const { status, result } of ctx.children()) {
    if (status === "completed") cents += billCustomer.result.parse(result).cents;
    else notBilled += 1;
  }
  return { cents, notBilled };
});

export const handleBillCustomer = handle(billCustomer, async ({ customer }) => {
  if (customer === "") throw new NonRetryableError("There is no such customer", { code: "no-customer" });
  return { cents: 100 * customer.length };
});

export const handleAnnounceBilling = handle(announceBilling, async ({ month }, ctx) => {
  const progress = await ctx.batchProgress();
  return { text: `${month}: ${progress?.completed ?? 0} of ${progress?.total ?? 0} customers were billed.` };
});
