/** How everything looks that a person types or chooses in. 16 px on touch screens, or iOS zooms in. */
export const fieldStyle =
  "h-10 w-full min-w-0 rounded-md border border-input bg-card px-3 text-base sm:text-sm " +
  "placeholder:text-muted-foreground aria-invalid:border-destructive data-invalid:border-destructive";
