/**
 * Saves the answer under a name (RFC 6266): any name in UTF-8 for browsers, and one in ASCII for what is older. No
 * character of it can end the header or name a folder.
 */
export function attachment(fileName: string): string {
  const safe = fileName.replaceAll(/[\p{Cc}/\\]/gu, "_").slice(0, 200) || "file";
  const ascii = safe.replaceAll(/[^\x20-\x7e]|["%]/g, "_");
  const encoded = encodeURIComponent(safe.toWellFormed()).replaceAll(/['()*]/g, percent);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
