// The panel's looks. Its own root keeps them from the page, and the page's from them.

const LIGHT = `
  color-scheme: light;
  --paper: #fff; --bar: #f3f4f6; --ink: #1b1f24; --soft: #59616c; --rule: #e1e4e8; --edge: #c9ced6;
  --hover: #f4f7fb; --accent: #1a5fb4; --line: #2f6fbf; --good: #1a7f45; --wait: #8a5a00; --bad: #b3261e;
  --text: #8a3b12; --number: #1750a8; --shadow: 0 -1px 12px #0000001f;`;

const DARK = `
  color-scheme: dark;
  --paper: #1a1c20; --bar: #23262b; --ink: #e2e5e9; --soft: #9ba3ae; --rule: #2d3138; --edge: #444a54;
  --hover: #24282e; --accent: #8ab8f5; --line: #7db2f2; --good: #69c58e; --wait: #e2b45c; --bad: #f48f86;
  --text: #f0a884; --number: #9cc4fb; --shadow: 0 -1px 16px #00000080;`;

export const STYLE = `
:host { all: initial; ${LIGHT} }
@media (prefers-color-scheme: dark) { :host { ${DARK} } }
:host([data-theme="light"]) { ${LIGHT} }
:host([data-theme="dark"]) { ${DARK} }
:host([data-place="container"]) { display: block; height: 100%; min-height: 0; }
:host([data-place="container"]) section { height: 100%; }

* { box-sizing: border-box; margin: 0; }
[hidden] { display: none !important; }
section { all: initial; display: block; font: 12px/16px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; color: var(--ink);
  font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%; text-align: left;
  direction: ltr; }
button, input { font: inherit; color: inherit; background: none; border: 0; border-radius: 4px; padding: 0; }
button { cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: -1px; }
.icon { width: 16px; height: 16px; fill: none; stroke: currentcolor; stroke-width: 1.4;
  stroke-linecap: round; stroke-linejoin: round; display: block; }
.unit, .tally, .head, .figure, .sum, .facts, .empty { color: var(--soft); }

.launcher { position: fixed; z-index: 2147483000; bottom: 12px; right: calc(12px + var(--place, 0) * 92px);
  display: flex; gap: 6px; align-items: center; height: 28px; padding: 0 12px; border-radius: 14px; font-weight: 600;
  background: var(--paper); border: 1px solid var(--edge); box-shadow: 0 1px 6px #0000002e; }
.launcher:hover { background: var(--hover); }
.badge:empty { display: none; }
.badge { min-width: 16px; padding: 0 4px; border-radius: 8px; text-align: center; font-weight: 600;
  color: var(--paper); background: var(--bad); margin-right: -4px; }

.panel { display: flex; flex-direction: column; height: 100%; overflow: hidden; background: var(--paper);
  container-type: inline-size; }
:host([data-place="page"]) .panel { position: fixed; z-index: 2147483000; inset: auto 0 0 0; max-height: 90vh;
  border-top: 1px solid var(--edge); box-shadow: var(--shadow); }
.grip { position: absolute; inset: -4px 0 auto 0; height: 8px; cursor: row-resize; touch-action: none; z-index: 1; }

.bar { flex: none; display: flex; align-items: center; gap: 4px 12px; min-height: 30px; padding: 0 8px 0 12px;
  background: var(--bar); border-bottom: 1px solid var(--rule); }
[role="tablist"] { display: flex; align-self: stretch; }
[role="tab"] { position: relative; padding: 0 10px; height: 30px; border-radius: 0; color: var(--soft); }
[role="tab"]:hover { color: var(--ink); }
[role="tab"][aria-selected="true"] { color: var(--ink); box-shadow: inset 0 -2px var(--accent); }
.tally:not(:empty) { margin-left: 6px; }
#tab-Problems .tally { color: var(--bad); }
input { flex: 0 1 220px; min-width: 60px; height: 22px; padding: 0 8px; margin-left: auto; background: var(--paper);
  border: 1px solid var(--edge); }
input::placeholder { color: var(--soft); opacity: 1; }
.actions { display: flex; gap: 2px; }
.actions button { padding: 4px; color: var(--soft); }
.actions button:hover { color: var(--ink); background: var(--hover); }
.actions button[aria-pressed="true"] { color: var(--accent); }

[role="tabpanel"] { flex: 1; min-height: 0; }
.scroll { height: 100%; overflow: auto; overscroll-behavior: contain; scroll-padding-top: 25px; }
.top { position: sticky; top: 0; z-index: 1; background: var(--paper); }
.empty { padding: 16px 12px; }
.row { display: grid; align-items: center; column-gap: 12px; padding: 0 12px; min-height: 24px;
  border-bottom: 1px solid var(--rule); }
.row > * { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0; }
.record > .row { grid-template-columns: var(--columns); }
.rows .row:hover { background: var(--hover); }
[aria-label="Records"] { --columns: minmax(150px, 2.2fr) minmax(80px, 1fr) minmax(100px, 1.6fr) minmax(80px, 150px) 44px 44px 58px; }
[aria-label="Records"] .head { grid-template-columns: var(--columns); }
.rate, .lost, .listeners, .value { text-align: right; }
.key button { display: flex; align-items: center; width: 100%; height: 23px; text-align: left; margin-left: -4px; gap: 2px; }
.record .key, .head .key { margin-left: -4px; padding-left: 4px; }
.head .key { padding-left: 16px; }
.key .icon { flex: none; width: 14px; height: 14px; color: var(--soft); }
.key [aria-expanded="true"] .icon { transform: rotate(90deg); }
.name, .record .value, .tree, .path:not(.head *), .problems .record:not(.head *) { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 11.5px; }
.name { overflow: hidden; text-overflow: ellipsis; }
.contract { color: var(--soft); }
.unit:not(:empty) { margin-left: 4px; }
.quiet { color: var(--soft); }
.none { color: var(--soft); }
.warn { color: var(--wait); font-weight: 600; }
.spark { display: block; width: 100%; height: 18px; }
.line { fill: none; stroke: var(--line); stroke-width: 1.25; stroke-linejoin: round; }
.area { fill: var(--line); opacity: 0.14; }

.details { display: flex; flex-wrap: wrap; gap: 8px 32px; padding: 8px 12px 10px 24px; background: var(--bar);
  border-bottom: 1px solid var(--rule); }
.tree { flex: 2 1 260px; min-width: 0; max-height: 240px; overflow: auto; }
.side { flex: 1 1 220px; max-width: 420px; }
.side .spark { height: 56px; margin-top: 6px; }
.facts { white-space: pre-line; }
.fields { display: grid; grid-template-columns: max-content 1fr; column-gap: 16px; }
dt { color: var(--soft); }
dd { overflow-wrap: anywhere; white-space: pre-wrap; }
.d2 { padding-left: 14px; } .d3 { padding-left: 28px; } .d4 { padding-left: 42px; }
.d5 { padding-left: 56px; } .d6 { padding-left: 70px; }
.string { color: var(--text); } .number, .bigint, .boolean { color: var(--number); }
.null, .size { color: var(--soft); }
.trouble { color: var(--bad); }

.problems .row { grid-template-columns: 60px 36px 64px minmax(120px, 1.4fr) minmax(80px, 1fr) minmax(180px, 4fr);
  align-items: start; padding-block: 4px; min-height: 0; }
.problems .row:not(.head) > :not(.time) { white-space: normal; overflow-wrap: anywhere; }
.problems .row:not(.head) .what { color: var(--bad); }
.time, .count, .in { color: var(--soft); }

.foot { min-height: 24px; border: 0; border-top: 1px solid var(--rule); flex-wrap: wrap; row-gap: 0; padding-block: 3px; }
.foot ul { display: contents; }
.foot li { display: flex; flex-wrap: wrap; gap: 0 14px; list-style: none; }
.status { color: var(--now); font-weight: 600; }
.status::before { content: ""; display: inline-block; width: 7px; height: 7px; margin-right: 6px; border-radius: 50%;
  background: currentcolor; vertical-align: 1px; }
li { --now: var(--wait); }
li[data-status="connected"] { --now: var(--good); }
li[data-status="disconnected"] { --now: var(--bad); }
.figure b { font-weight: 400; color: var(--ink); }
.sum { margin-left: auto; }
.said:not(:empty) { color: var(--accent); }

@container (max-width: 620px) {
  strong { display: none; }
  .bar:not(.foot) { flex-wrap: wrap; padding: 0 4px 4px; row-gap: 4px; }
  .actions { margin-left: auto; }
  .actions button { padding: 7px; }
  input { order: 1; flex: 1 1 100%; height: 30px; margin: 0 4px; font-size: 16px; }
  .rows .row { grid-template: "key key value" 26px "contract rate signal" 24px / minmax(0, 1fr) max-content minmax(0, 1fr);
    padding-block: 2px; }
  .rows .key { grid-area: key; } .rows .value { grid-area: value; }
  .rows .contract { grid-area: contract; padding-left: 12px; } .rows .signal { grid-area: signal; }
  .rows .rate { grid-area: rate; color: var(--soft); } .rows .rate::after { content: " /s"; }
  .foot { gap: 0 10px; } .foot li { display: contents; } .sum { margin: 0; }
  [aria-label="Records"] .head, .lost, .listeners, .problems .head { position: absolute; clip-path: inset(50%);
    width: 1px; height: 1px; min-height: 0; overflow: hidden; white-space: nowrap; }
  .problems .row:not(.head) { display: flex; flex-wrap: wrap; gap: 0 10px; padding-block: 6px; }
  .problems .count:empty, .problems .path:empty { display: none; }
  .problems .what { flex: 1 1 100%; }
  .details { padding-left: 12px; }
}

@media (pointer: coarse) {
  .key button, .rows .row { min-height: 30px; }
}

@media print {
  :host([data-place="page"]) { display: none; }
}

@media (forced-colors: active) {
  .line { stroke: CanvasText; }
  .launcher, input { border-color: ButtonText; }
}
`;
