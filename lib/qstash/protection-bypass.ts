/**
 * Lets deliveries through Vercel's deployment protection, where the platform offers the secret: headers for the
 * destination, without QStash's prefixes. Never print them.
 */
export function protectionBypass(): Record<string, string> {
  const secret = process.env.VERCEL_AUTOMATION_BYPASS_SECRET;
  return secret ? { "x-vercel-protection-bypass": secret } : {};
}
