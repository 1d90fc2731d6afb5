"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { z } from "zod";
import { textOf } from "@/app/_components/form-texts";
import { askAgain, SIGNED_OUT } from "@/app/_files/ask-again";
import { sayStart } from "@/app/_files/say-start";
import type { FormState } from "@/app/_people/form-state";
import { getActor } from "@/lib/auth/get-actor";
import { CUSTOM_SOURCES, type ExportRequest, exportData } from "@/lib/exports/jobs";
import { columnsOf } from "@/lib/exports/sources/source-of";
import { startExport } from "@/lib/exports/start-export";

/** Starts the export that the form asks for. */
export async function askForExport(_: FormState, form: FormData): Promise<FormState> {
  const actor = await getActor(await headers());
  if (actor === null) return SIGNED_OUT;
  const fields = ["what", "format", "from", "to", "notifyEmail"] as const;
  const values = Object.fromEntries(fields.map((name) => [name, textOf(form, name).trim()]));
  const request = requestFrom(values);
  if (request === null) return { message: "Choose what to export, and days such as 2026-11-30.", values };
  const said = await sayStart(() => startExport(actor, request, textOf(form, "key")), {
    done: "The export has begun. It goes on when you leave this page; a mail tells you when it is ready.",
    values,
  });
  revalidatePath("/exports");
  return said;
}

/** Starts the same export once more. */
export async function exportAgain(_: FormState, form: FormData): Promise<FormState> {
  return await askAgain(form, { job: exportData, path: "/exports", start: startExport });
}

const asked = z.object({
  what: z.enum(["users", "organizations", ...CUSTOM_SOURCES]),
  format: z.enum(["csv", "xlsx", "json"]),
  from: z.union([z.literal(""), z.iso.date()]),
  to: z.union([z.literal(""), z.iso.date()]),
  notifyEmail: z.string(),
});

/** Days are those of UTC, and the last one is included. */
function requestFrom(values: Record<string, string>): ExportRequest | null {
  const parsed = asked.safeParse(values);
  if (!parsed.success) return null;
  const { what, format, from, to, notifyEmail } = parsed.data;
  const filters = {
    ...(from === "" ? {} : { from: `${from}T00:00:00Z` }),
    ...(to === "" ? {} : { before: new Date(Date.parse(to) + 86_400_000).toISOString() }),
  };
  const common = { format, notifyEmail };
  if (what === "users" || what === "activity-logs" || what === "organizations")
    return { exportType: what, ...common, filters };
  return { exportType: "custom", ...common, filters: { ...filters, source: what, columns: columnsOf(what) } };
}
