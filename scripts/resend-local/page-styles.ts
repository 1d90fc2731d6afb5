/** One style sheet for both pages; colours follow the system through `light-dark()`. */
export const PAGE_STYLES = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f6f7f9, #101215);
  --card: light-dark(#ffffff, #191c20);
  --line: light-dark(#e1e4e9, #2d3239);
  --text: light-dark(#1b1f24, #e9ebee);
  --quiet: light-dark(#59616c, #a5adb8);
  --accent: light-dark(#2c51cb, #9db4ff);
  --good: light-dark(#0a6b3d, #6fd6a2);
  --bad: light-dark(#a3241d, #ff9d94);
  --tint: light-dark(#eceff4, #23272d);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
header, main { max-width: 1180px; margin: 0 auto; padding: 0 16px; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 12px; padding-top: 20px; padding-bottom: 16px; }
header .name { font-weight: 650; font-size: 17px; color: inherit; text-decoration: none; }
main { padding-bottom: 48px; }
h1 { margin: 0 0 4px; font-size: 22px; line-height: 1.3; font-weight: 650; overflow-wrap: anywhere; }
h2 { margin: 0 0 10px; font-size: 14px; font-weight: 600; }
.chip { padding: 1px 9px; border: 1px solid var(--line); border-radius: 99px; color: var(--quiet); font-size: 13px; white-space: nowrap; }
.live { margin-left: auto; color: var(--quiet); font-size: 13px; }
.live::before { content: ""; display: inline-block; width: 8px; height: 8px; margin-right: 7px; border-radius: 50%; background: var(--quiet); }
.live[data-state="on"]::before { background: var(--good); }
.live[data-state="off"]::before { background: var(--bad); }
button { padding: 5px 12px; border: 1px solid var(--line); border-radius: 7px; background: var(--card); color: inherit; font: inherit; font-size: 14px; cursor: pointer; }
button:hover { border-color: var(--quiet); }
button[hidden] { display: none; }
.quiet { color: var(--quiet); }
.good { color: var(--good); }
.bad { color: var(--bad); }
.card { border: 1px solid var(--line); border-radius: 11px; background: var(--card); }
.list { list-style: none; margin: 0; padding: 0; overflow: hidden; }
.list li + li { border-top: 1px solid var(--line); }
.row { display: grid; grid-template-columns: 1fr auto; gap: 1px 12px; padding: 12px 16px; color: inherit; text-decoration: none; }
.row:hover { background: var(--tint); }
.row > * { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.row .what { grid-column: 1 / -1; grid-row: 2; }
.row .subject { font-weight: 600; }
.row .snippet { display: block; color: var(--quiet); overflow: hidden; text-overflow: ellipsis; }
.row time { grid-column: 2; grid-row: 1; color: var(--quiet); font-size: 14px; font-variant-numeric: tabular-nums; }
.row .count { grid-column: 1 / -1; justify-self: start; margin-top: 5px; }
.row .count:empty { display: none; }
.more { margin: 12px 4px 0; color: var(--quiet); font-size: 14px; }
.empty { padding: 44px 24px; }
.empty h1 { font-size: 19px; }
.empty > * { max-width: 740px; margin-left: auto; margin-right: auto; }
body:has(.empty) #empty { display: none; }
pre { margin: 0; padding: 14px 16px; overflow: auto; border-radius: 8px; background: var(--tint); font: 13px/1.55 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.empty pre { white-space: pre; overflow-wrap: normal; }
.columns { display: grid; gap: 16px; margin-top: 16px; }
.columns > div { display: grid; gap: 16px; align-content: start; min-width: 0; }
section { padding: 16px; min-width: 0; }
section.card { overflow: hidden; }
iframe { display: block; width: 100%; height: 620px; border: 1px solid var(--line); border-radius: 8px; resize: both; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 6px 16px; margin: 0; font-size: 14px; }
dt { color: var(--quiet); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
.requests { margin: 0; padding: 0; list-style: none; font-size: 14px; }
.requests li { display: grid; grid-template-columns: 3.2em 1fr auto; gap: 10px; padding: 6px 0; }
.requests li + li { border-top: 1px solid var(--line); }
.requests b { font-variant-numeric: tabular-nums; font-weight: 600; }
.requests time { color: var(--quiet); font-variant-numeric: tabular-nums; }
.bar { display: flex; justify-content: space-between; gap: 12px; }
.bar a { font-size: 14px; }
@media (min-width: 760px) {
  .row { grid-template-columns: 230px 1fr auto 84px; align-items: baseline; padding: 10px 18px; }
  .row .what { grid-column: auto; grid-row: auto; }
  .row .snippet { display: inline; }
  .row .count { grid-column: auto; margin: 0; }
  .row .count:empty { display: block; }
  .row time { grid-column: auto; grid-row: auto; text-align: right; }
}
@media (min-width: 1000px) {
  .columns { grid-template-columns: minmax(0, 1fr) 360px; }
}
`;
