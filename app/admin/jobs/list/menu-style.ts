/** The classes of a dialog that opens below its button, where browsers can do that; in the middle elsewhere. */
export const menuStyle =
  "m-auto supports-[position-area:bottom]:m-0 supports-[position-area:bottom]:mt-1 " +
  "[position-area:bottom_span-left] [position-try-fallbacks:flip-inline] " +
  "max-w-[calc(100vw-2rem)] rounded-xl border bg-popover p-4 text-popover-foreground shadow-xl";
