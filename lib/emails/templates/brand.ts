/** The product as mails show it: change it here, all templates follow. */
export const brand = {
  name: "Acme",
  /** One or two letters for the mark beside the name. */
  mark: "A",
} as const;
