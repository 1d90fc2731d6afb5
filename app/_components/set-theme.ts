"use server";

import { cookies } from "next/headers";
import { textOf } from "./form-texts";
import { THEME_COOKIE, THEMES } from "./theme";

/** Keeps the chosen theme for a year. */
export async function setTheme(form: FormData): Promise<void> {
  const theme = THEMES.find((theme) => theme === textOf(form, "theme")) ?? "system";
  (await cookies()).set(THEME_COOKIE, theme, { maxAge: 31_536_000, sameSite: "lax", httpOnly: true });
}
