"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { z } from "zod";
import { textOf } from "@/app/_components/form-texts";
import { askAgain, SIGNED_OUT } from "@/app/_files/ask-again";
import { sayStart } from "@/app/_files/say-start";
import type { FormState } from "@/app/_people/form-state";
import { getActor } from "@/lib/auth/get-actor";
import { generateReport, type ReportRequest } from "@/lib/reports/jobs";
import { startReport } from "@/lib/reports/start-report";

/** Starts the report that the form asks for. */
export async function askForReport(_: FormState, form: FormData): Promise<FormState> {
  const actor = await getActor(await headers());
  if (actor === null) return SIGNED_OUT;
  const fields = ["reportType", "format", "from", "to", "zone", "recipients"] as const;
  const values = Object.fromEntries(fields.map((name) => [name, textOf(form, name).trim()]));
  const request = requestFrom(values);
  if (request === null) return { message: "Choose a report and its days.", values };
  const said = await sayStart(() => startReport(actor, request, textOf(form, "key")), {
    done: "The report is being made. It goes on when you leave this page.",
    values,
  });
  revalidatePath("/reports");
  return said;
}

/** Makes the same report once more, of today's data. */
export async function reportAgain(_: FormState, form: FormData): Promise<FormState> {
  return await askAgain(form, { job: generateReport, path: "/reports", start: startReport });
}

const asked = z.object({
  reportType: z.enum(["analytics", "usage", "billing"]),
  format: z.enum(["pdf", "html", "json"]),
  from: z.string(),
  to: z.string(),
  zone: z.string(),
  recipients: z.string(),
});

function requestFrom(values: Record<string, string>): ReportRequest | null {
  const parsed = asked.safeParse(values);
  if (!parsed.success) return null;
  const { from, to, recipients, ...rest } = parsed.data;
  const addresses = recipients.split(/[\s,;]+/).filter((address) => address !== "");
  return { ...rest, dateRange: { from, to }, recipients: addresses };
}
