const ADDRESS = /^[^\s@<>,;:"()[\]\\]{1,64}@[^\s@<>,;:"()[\]\\]{1,255}$/;
const NAMED = /^[^<>\r\n]{0,320}<([^<>]*)>$/;

/** The bare address of `email@example.com` or `Name <email@example.com>`; null when it is neither. */
export function bareAddress(field: string): string | null {
  const address = (NAMED.exec(field)?.[1] ?? field).trim();
  return ADDRESS.test(address) ? address : null;
}

/** What stands before the `@`: the part in which people write faults. */
export function localPart(field: string): string {
  const address = bareAddress(field) ?? "";
  return address.slice(0, address.lastIndexOf("@"));
}
