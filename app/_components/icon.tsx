/** Outlines on a 16 × 16 grid, drawn with the current colour. */
const PATHS = {
  alert: "M8 1.8 15 14H1L8 1.8ZM8 6.3v3.4M8 11.8v.1",
  ban: "M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM3.5 3.5l9 9",
  calendar:
    "M2 4.5A1.5 1.5 0 0 1 3.5 3h9A1.5 1.5 0 0 1 14 4.5v8a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 2 12.5zM2 7h12M5 1.5v3m6-3v3",
  check: "M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM5 8.2l2.1 2.1L11 6.2",
  chevron: "m5.5 3.5 4.5 4.5-4.5 4.5",
  clock: "M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM8 4.5V8l2.3 1.6",
  close: "m4 4 8 8m0-8-8 8",
  copy: "M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1",
  cross: "M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM5.7 5.7l4.6 4.6m0-4.6-4.6 4.6",
  device: "M2 3.5h12v8H2zM5.5 14h5M8 11.5V14",
  down: "m4 6.2 4 4 4-4",
  edit: "M10.8 2.7l2.5 2.5L6 12.5l-3.3.8.8-3.3z",
  envelope: "M1.8 3.5h12.4v9H1.8zM2 4l6 4.7L14 4",
  hourglass: "M4 1.8h8M4 14.2h8M5 1.8c0 4 6 4 6 6.2s-6 2.2-6 6.2m6-12.4c0 4-6 4-6 6.2s6 2.2 6 6.2",
  keyboard: "M1.5 4h13v8.5h-13zM4 6.7v.1m2.7-.1v.1m2.6-.1v.1m2.7-.1v.1M5 10h6",
  lock: "M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
  moon: "M13.5 9.6A6 6 0 0 1 6.4 2.5a6 6 0 1 0 7.1 7.1Z",
  note: "M3 2.5h10v7.2L9.2 13.5H3zM9.2 13.5V9.7H13M5.5 5.5h5M5.5 8h2.5",
  play: "M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM6.6 5.4v5.2L10.6 8z",
  retry: "M13.5 8A5.5 5.5 0 1 1 11.7 3.9M13.5 1.8v3h-3",
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.6 10.6l3.6 3.6",
  sun: "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1",
  tick: "m3 8.5 3.2 3.2L13 4.8",
} as const;

export type IconName = keyof typeof PATHS;

/** A decoration: what it means is always said in words beside it. */
export function Icon({ name, className = "size-4" }: { name: IconName; className?: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      aria-hidden="true"
      className={`shrink-0 ${className}`}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
