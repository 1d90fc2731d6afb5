import type { Transaction } from "@/lib/db/database";
import { applyResendEvent, resendEvent } from "./apply-resend-event";

/** Any of Resend's events; those about mails change something, others are of no interest here. */
export async function handleResendEvent(tx: Transaction, { data }: { data: unknown }): Promise<void> {
  const parsed = resendEvent.safeParse(data);
  if (parsed.success) await applyResendEvent(tx, parsed.data);
}
