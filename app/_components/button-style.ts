const BASE =
  "inline-flex cursor-pointer items-center justify-center gap-2 rounded-md text-sm font-medium whitespace-nowrap " +
  "transition-colors aria-disabled:cursor-default aria-disabled:opacity-60";

const VARIANTS = {
  primary: "bg-primary text-primary-foreground hover:bg-primary/90",
  outline: "border border-input bg-card hover:bg-accent hover:text-accent-foreground",
  quiet: "text-muted-foreground hover:bg-accent hover:text-accent-foreground",
} as const;

/** `small` is for bars of many buttons; it is high enough for a finger still. */
const SIZES = { normal: "h-10 px-4", small: "h-9 px-3" } as const;

/** The classes of a button, for buttons and for links that look like one. */
export function buttonStyle(
  variant: keyof typeof VARIANTS = "primary",
  size: keyof typeof SIZES = "normal",
): string {
  return `${BASE} ${SIZES[size]} ${VARIANTS[variant]}`;
}
