"use server";

import { cookies } from "next/headers";
import { textOf, textsOf } from "@/app/_components/form-texts";
import { requireStaff } from "@/app/admin/_staff/require-staff";
import { COLUMNS_COOKIE, writeColumns } from "./columns";

/** Keeps for a year which columns this browser shows; `reset` leaves it to the width of the screen again. */
export async function setColumns(form: FormData): Promise<void> {
  await requireStaff("viewer", "/admin/jobs/list");
  const kept = await cookies();
  if (textOf(form, "do") === "reset") kept.delete(COLUMNS_COOKIE);
  else
    kept.set(COLUMNS_COOKIE, writeColumns(textsOf(form, "column")), {
      maxAge: 31_536_000,
      sameSite: "lax",
      httpOnly: true,
    });
}
