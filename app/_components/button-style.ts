const BASE =
  "inline-flex h-10 cursor-pointer items-center justify-center gap-2 rounded-md px-4 text-sm font-medium whitespace-nowrap " +
  "transition-colors aria-disabled:cursor-default aria-disabled:opacity-60";

const VARIANTS = {
  primary: "bg-primary text-primary-foreground hover:bg-primary/90",
  outline: "border border-input bg-card hover:bg-accent hover:text-accent-foreground",
  quiet: "text-muted-foreground hover:bg-accent hover:text-accent-foreground",
} as const;

/** The classes of a button, for buttons and for links that look like one. */
export function buttonStyle(variant: keyof typeof VARIANTS = "primary"): string {
  return `${BASE} ${VARIANTS[variant]}`;
}
