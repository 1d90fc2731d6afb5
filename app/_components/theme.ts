import type { cookies } from "next/headers";

/** `system` follows the device. */
export const THEMES = ["system", "light", "dark"] as const;

export type Theme = (typeof THEMES)[number];

export const THEME_COOKIE = "theme";

type Cookies = Pick<Awaited<ReturnType<typeof cookies>>, "get">;

/** The theme this browser chose; read on the server, so the first paint already has it. */
export function readTheme(cookies: Cookies): Theme {
  const chosen = cookies.get(THEME_COOKIE)?.value;
  return THEMES.find((theme) => theme === chosen) ?? "system";
}
