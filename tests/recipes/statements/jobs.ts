import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";

export const billCustomer = defineJob({
  type: "bill-customer",
  endpoint: "/api/jobs/bill-customer",
  description: "Bill one customer for a month",
  payload: z.strictObject({ customer: z.string(), month: z.string() }),
  result: z.strictObject({ cents: z.number() }),
  timeoutSeconds: 30,
});

export const billEverybody = defineJob({
  type: "bill-everybody",
  endpoint: "/api/jobs/bill-everybody",
  description: "Bill all customers for a month",
  payload: z.strictObject({ month: z.string(), customers: z.array(z.string()) }),
  result: z.strictObject({ cents: z.number(), notBilled: z.number() }),
  timeoutSeconds: 60,
});

export const announceBilling = defineJob({
  type: "announce-billing",
  endpoint: "/api/jobs/announce-billing",
  description: "Tell accounting how a billing run ended",
  payload: z.strictObject({ month: z.string() }),
  result: z.strictObject({ text: z.string() }),
  timeoutSeconds: 30,
});
