/** What is wrong with a new password; undefined when something else is. */
export function passwordError(code: string): string | undefined {
  if (code === "PASSWORD_TOO_SHORT") return "Use at least 8 characters.";
  return code === "PASSWORD_TOO_LONG" ? "Use at most 128 characters." : undefined;
}
