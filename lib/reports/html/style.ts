/** The whole look: no address in it leads anywhere. Prints on paper of any size, in black on white. */
export const style = `
:root { color-scheme: light dark; --paper: light-dark(#fff, #14161c); --ink: light-dark(#1b1f29, #e8eaf0);
  --soft: light-dark(#5c6270, #a3a9b8); --line: light-dark(#e2e4ea, #2c303b); --chart: light-dark(#3450b8, #8ea6f8);
  --back: light-dark(#f6f7f9, #0d0f13); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--ink); font: 15px/1.5 ui-sans-serif, system-ui, -apple-system,
  "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1rem 4rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 0 0 .75rem; }
p { margin: 0; } .soft { color: var(--soft); } bdi, td, h1, dd { overflow-wrap: anywhere; }
section { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem; margin-top: 1.25rem;
  break-inside: avoid; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 1rem; margin: 1.5rem 0 0; }
dl > div { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 1rem; break-inside: avoid; }
dt { color: var(--soft); font-size: .85rem; } dd { margin: .15rem 0 0; font-size: 1.5rem; font-weight: 600;
  font-variant-numeric: tabular-nums; } dd small { display: block; font-size: .8rem; font-weight: 400; color: var(--soft); }
svg { display: block; width: 100%; min-width: 34rem; height: auto; } svg text { font-size: 11px; fill: var(--soft); }
.shape { fill: var(--chart); } .stroke { fill: none; stroke: var(--chart); stroke-width: 2; } .grid { stroke: var(--line); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { padding: .4rem .6rem; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; }
th { color: var(--soft); font-weight: 500; } .number { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
details { margin-top: .5rem; font-size: .9rem; } summary { cursor: pointer; color: var(--soft); }
@media print { :root { color-scheme: light; } body { background: none; } main { max-width: none; padding: 0; }
  section.table { break-inside: auto; } thead { display: table-header-group; } tr { break-inside: avoid; }
  details { display: none; } @page { margin: 18mm; } }
`;
