/** The stylesheet of the preview: `/assets/desk.css`. Calm ground, one accent, system fonts; the mails are the only bright thing on it. */
export const deskStylesheet = `
:root {
  color-scheme: light dark;
  --ground: #eceae5; --paper: #fbfaf8; --raised: #fff; --ink: #1d1f23; --soft: #5b6068; --line: #d8d5cd; --hover: #e4e1da;
  --accent: #1b5e8c; --on-accent: #fff; --accent-ground: #dcebf5; --good: #1d6b3f; --good-ground: #dcefe3; --wait: #7a4f05; --wait-ground: #f8e8c6; --bad: #a02a22; --bad-ground: #fae0dd;
  --shadow: 0 1px 2px rgb(30 25 15 / .08), 0 10px 30px rgb(30 25 15 / .10);
  --sans: system-ui, -apple-system, "Segoe UI", "Apple SD Gothic Neo", "Noto Sans KR", "Noto Sans CJK KR", "Malgun Gothic", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Consolas, "D2Coding", "Noto Sans Mono CJK KR", "Noto Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #131518; --paper: #1a1d21; --raised: #22262b; --ink: #e9e7e2; --soft: #a2a7af; --line: #33383f; --hover: #2a2f35;
    --accent: #86bfe8; --on-accent: #10202c; --accent-ground: #1d3445; --good: #8fd6aa; --good-ground: #1c3627; --wait: #e8c274; --wait-ground: #3b3015; --bad: #f4a69f; --bad-ground: #46221f;
    --shadow: 0 1px 2px rgb(0 0 0 / .4), 0 12px 32px rgb(0 0 0 / .35);
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html, body { height: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--ink); font: 14px/1.5 var(--sans); overflow-wrap: break-word; word-break: keep-all;
  display: grid; grid-template: "top top top" auto "side stage panel" minmax(0, 1fr) / 15.5rem minmax(0, 1fr) 21rem; overflow: hidden;
}
body.no-side { grid-template-columns: 0 minmax(0, 1fr) 21rem; }
body.no-panel { grid-template-columns: 15.5rem minmax(0, 1fr) 0; }
body.no-side.no-panel { grid-template-columns: 0 minmax(0, 1fr) 0; }
.no-side #side, .no-panel #panel { display: none; }
h1, h2, h3, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
ul, ol { list-style: none; }
a { color: var(--accent); text-underline-offset: .18em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 5px; }
.soft { color: var(--soft); }
.small { font-size: 12px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; inset-inline-start: 1rem; top: -4rem; z-index: 9; background: var(--accent); color: var(--on-accent); padding: .5rem 1rem; border-radius: 0 0 8px 8px; }
.skip:focus { top: 0; }
kbd { font: 11px/1 var(--mono); color: var(--soft); border: 1px solid var(--line); border-radius: 4px; padding: .1rem .3rem; background: var(--paper); }
button, select, input { font: inherit; color: inherit; }
button { cursor: pointer; border: 1px solid var(--line); background: var(--raised); border-radius: 7px; padding: .28rem .65rem; min-height: 2rem; white-space: nowrap; }
button:hover { background: var(--hover); }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
select, input[name=to] { border: 1px solid var(--line); background: var(--raised); border-radius: 7px; padding: .25rem .5rem; min-height: 2rem; max-width: 14rem; }

#top { grid-area: top; display: flex; align-items: center; gap: 1rem; padding: .5rem .9rem; background: var(--paper); border-bottom: 1px solid var(--line); min-width: 0; }
.brand { white-space: nowrap; } .brand span { color: var(--soft); }
#title { font-size: 14px; font-weight: 600; line-height: 1.4; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; border-inline-start: 1px solid var(--line); padding-inline-start: 1rem; }
#title .soft { font-weight: 400; }
#status { display: flex; align-items: center; gap: .45rem; white-space: nowrap; margin-inline-start: auto; color: var(--soft); font-variant-numeric: tabular-nums; font-size: 13px; }
.dot { width: .6rem; height: .6rem; border-radius: 50%; background: var(--soft); flex: none; }
.live .dot { background: #2f9e5f; } .faulty .dot { background: #d0473c; } .away .dot { background: #d09a2f; }
.faulty #status { color: var(--bad); font-weight: 600; }
.dot { position: relative; }
.saved .dot::after { content: ""; position: absolute; inset: 0; border-radius: 50%; background: #2f9e5f; opacity: 0; animation: saved .7s ease-out; }
@keyframes saved { from { opacity: .6; transform: none; } to { opacity: 0; transform: scale(3.2); } }
@media (prefers-reduced-motion: reduce) { .saved .dot::after { animation: none; } }
[aria-busy=true] > * { opacity: .55; }
.actions { display: flex; gap: .4rem; }
.actions button { border-color: transparent; background: none; padding-inline: .5rem; }
.actions button:hover { background: var(--hover); }

#side { grid-area: side; overflow: auto; padding: .8rem .6rem 2rem; border-inline-end: 1px solid var(--line); background: var(--paper); }
#side h2 { font-size: 12px; font-weight: 600; color: var(--soft); padding: .5rem .5rem .3rem; }
#side li a { display: grid; grid-template-columns: 1fr auto; gap: 0 .5rem; padding: .4rem .5rem; border-radius: 8px; color: inherit; text-decoration: none; }
#side li a:hover { background: var(--hover); }
#side li a[aria-current] { background: var(--accent-ground); }
#side .name { font-weight: 500; display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; line-height: 1.4; }
#side .when { grid-row: 2; color: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
#side a[aria-current] .when { color: var(--ink); }
#side .state { grid-column: 2; grid-row: 1 / 3; align-self: center; min-width: .55rem; height: .55rem; border-radius: 99px; }
#side .state.good { background: #2f9e5f; } #side .state.unknown { border: 1px solid var(--line); }
#side .state.bad { background: var(--bad-ground); color: var(--bad); font-size: 12px; font-weight: 700; height: auto; padding: 0 .45rem; }
#side p { padding: .2rem .5rem; }

#stage { grid-area: stage; display: flex; flex-direction: column; min-width: 0; min-height: 0; outline: none; }
#tools { display: flex; flex-wrap: wrap; gap: .4rem .8rem; align-items: center; padding: .55rem .9rem; border-bottom: 1px solid var(--line); }
.group, .tabs { display: inline-flex; flex-wrap: wrap; align-items: center; }
.group button, .tabs button { border-radius: 0; margin-inline-start: -1px; min-height: 1.85rem; padding: .15rem .45rem; font-size: 13px; }
.group button:first-child, .tabs button:first-child { border-start-start-radius: 7px; border-end-start-radius: 7px; margin-inline-start: 0; }
.group button:last-of-type, .tabs button:last-of-type { border-start-end-radius: 7px; border-end-end-radius: 7px; }
.group > .small { margin-inline-start: .5rem; }
button[aria-pressed=true] { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
button[aria-pressed=true] .soft { color: inherit; font-weight: 400; }
button[aria-pressed=true] kbd { background: none; border-color: currentColor; color: inherit; }
.reader { color: var(--soft); font-size: 13px; } .reader select { color: var(--ink); max-width: 9.5rem; min-height: 1.85rem; padding-block: .1rem; }

/* Else the tools take a third row from the mail. */
@media (max-width: 99rem) { .reader .word { position: absolute; clip-path: inset(50%); } }

.frames { flex: 1; min-height: 0; display: flex; justify-content: safe center; gap: 1.1rem; padding: .8rem .9rem .9rem; overflow: auto hidden; scroll-padding: 1rem; }
.device { position: relative; flex: none; display: flex; flex-direction: column; min-height: 0; }
.device figcaption { font-size: 12px; color: var(--soft); padding: 0 .2rem .35rem; font-variant-numeric: tabular-nums; min-height: 1.8rem; display: flex; align-items: end; }
.device figcaption span { display: flex; gap: .5rem; align-items: center; }
.device input[type=range] { width: 9rem; accent-color: var(--accent); height: 1rem; }
.glass { flex: 1; min-height: 0; border-radius: 12px; overflow: hidden; box-shadow: var(--shadow); background: #fff; border: 1px solid var(--line); }
.glass iframe { display: block; border: 0; transform-origin: 0 0; background: #fff; color-scheme: light; }

#free-handle { position: absolute; inset-block: 1.8rem 0; inset-inline-end: -.9rem; width: 1.4rem; cursor: ew-resize; touch-action: none; display: grid; place-items: center; }
#free-handle::after { content: ""; width: .3rem; height: 3.2rem; border-radius: 99px; background: var(--soft); opacity: .55; }
#free-handle:hover::after, #free-handle:focus-visible::after, #free-handle:active::after { opacity: 1; background: var(--accent); }

/* Whole pixels: beside a dark page the rest of one would be a line of the frame's own white. */
.sheet { flex: 1; min-height: 0; overflow: auto; padding: 14px; }
.sheet .facts { color: var(--soft); font-size: 13px; margin: .3rem 0 .7rem; }
.sheet pre { margin: 0; font: 13px/1.6 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; word-break: normal; tab-size: 2; }
.sheet iframe { border: 1px solid var(--line); border-radius: 12px; background: #fff; color-scheme: light; }
iframe.web { display: block; width: 100%; width: round(down, 100%, 1px); height: 100%; min-height: 30rem; box-shadow: var(--shadow); }
.paper, pre.source, pre.words { background: var(--raised); border: 1px solid var(--line); border-radius: 12px; box-shadow: var(--shadow); padding: 1rem 1.2rem; }
.paper { width: max-content; max-width: 100%; overflow-x: auto; }
.sheet pre.ruler { color: var(--soft); white-space: pre; border-bottom: 1px solid var(--line); margin-bottom: .5rem; }
.columns { width: calc(100ch + 3.5rem); }
.columns .row { display: block; position: relative; max-width: 100ch; min-height: 1.6em; }
.columns .width { position: absolute; inset-inline-end: -3.5rem; top: .25em; font-size: 11px; line-height: 1.3; color: var(--wait); background: var(--wait-ground); border-radius: 99px; padding: 0 .4rem; }
pre.source { counter-reset: line; margin-top: .7rem; }
pre.source .row { display: block; counter-increment: line; padding-inline-start: 4rem; position: relative; min-height: 1.6em; }
pre.source .row::before { content: counter(line); position: absolute; inset-inline-start: 0; width: 3rem; text-align: end; color: var(--soft); font-size: 11px; line-height: 1.9; }
.files { display: flex; flex-wrap: wrap; gap: .3rem; margin-top: .6rem; }
.files button { font-size: 12px; min-height: 1.6rem; padding: 0 .55rem; border-radius: 99px; }
.empty { padding: 3rem 1rem; text-align: center; color: var(--soft); }
ins { background: var(--good-ground); color: var(--good); text-decoration: underline; text-decoration-thickness: 2px; } del { background: var(--bad-ground); color: var(--bad); }
.compare { display: flex; gap: 1rem; height: calc(100% - 5rem); min-height: 26rem; justify-content: center; position: relative; }
.compare figure { width: 640px; max-width: 50%; display: flex; flex-direction: column; }
.compare figcaption { font-size: 12px; color: var(--soft); padding-bottom: .3rem; }
.compare iframe { flex: 1; width: 100%; }
.compare.overlay figure, .compare.blink figure { position: absolute; inset: 0; margin: auto; max-width: 100%; }
.compare.overlay figcaption, .compare.blink figcaption { visibility: hidden; }
/* The same in both is black where they are laid over each other; turned around, it is paper. */
.compare.overlay { isolation: isolate; filter: invert(1); }
.compare.overlay figure + figure { mix-blend-mode: difference; }
.compare.blink figure + figure { animation: blink 1.4s steps(1) infinite; }
@keyframes blink { 50% { opacity: 0; } }
@media (prefers-reduced-motion: reduce) { .compare.blink figure + figure { animation: none; opacity: .5; } }

#panel { grid-area: panel; overflow: auto; padding: .8rem; border-inline-start: 1px solid var(--line); background: var(--paper); outline: none; display: flex; flex-direction: column; gap: 1.1rem; }
.faulty #panel::before { content: "Of the last good state:"; color: var(--bad); font-size: 12px; font-weight: 600; }
.box h2 { font-size: 13px; font-weight: 600; display: flex; align-items: center; justify-content: space-between; gap: .5rem; margin-bottom: .45rem; }
.verdict { font-size: 12px; font-weight: 600; border-radius: 99px; padding: .05rem .6rem; }
.verdict.good { background: var(--good-ground); color: var(--good); } .verdict.wait { background: var(--wait-ground); color: var(--wait); } .verdict.bad { background: var(--bad-ground); color: var(--bad); }
.box p + p, .box .small { margin-top: .35rem; }
.sections li { padding: .2rem 0; display: flex; gap: .5rem; align-items: center; flex-wrap: wrap; } .sections button { min-height: 1.7rem; padding: .1rem .6rem; font-size: 13px; white-space: normal; }
.findings li { border-top: 1px solid var(--line); padding: .4rem 0; }
.findings summary { cursor: pointer; list-style: none; display: grid; grid-template-columns: auto 1fr; gap: .5rem; align-items: baseline; }
.findings summary::-webkit-details-marker { display: none; }
.findings details p { margin-inline-start: .2rem; }
.mark { font-size: 11px; font-weight: 700; border-radius: 5px; padding: 0 .35rem; background: var(--hover); color: var(--soft); }
.error .mark { background: var(--bad-ground); color: var(--bad); } .warning .mark { background: var(--wait-ground); color: var(--wait); }
.links li { border-top: 1px solid var(--line); padding: .4rem 0; display: grid; grid-template-columns: 4.6rem 1fr; gap: .5rem; align-items: baseline; }
.links .verdict { font-size: 11px; padding: 0 .4rem; justify-self: start; white-space: nowrap; } .verdict.none { background: var(--hover); color: var(--soft); }
.links .address { font-size: 12.5px; line-height: 1.4; overflow-wrap: anywhere; } .links p + p { margin-top: .1rem; } p.bad { color: var(--bad); }
.box h2 button { font-size: 12px; min-height: 1.7rem; padding: .05rem .6rem; font-weight: 500; }
.size { display: grid; grid-template-columns: 4rem 1fr 4.5rem; gap: .5rem; align-items: center; font-size: 13px; padding: .1rem 0; }
.size svg { width: 100%; height: .7rem; } .size .number { text-align: end; font-variant-numeric: tabular-nums; }
.size .ground { fill: var(--hover); } .size rect.good { fill: #2f9e5f; } .size rect.wait { fill: #d09a2f; } .size rect.bad { fill: #d0473c; }
.size .warn { stroke: var(--wait); stroke-width: 1.5; stroke-dasharray: 2 2; } .size .limit { stroke: var(--bad); stroke-width: 2; }
.number.wait { color: var(--wait); font-weight: 700; } .number.bad { color: var(--bad); font-weight: 700; }
summary { cursor: pointer; }
.box > details { margin-top: .5rem; font-size: 13px; }
table.items { border-collapse: collapse; width: 100%; font-size: 12px; margin-top: .4rem; }
.items th, .items td { text-align: start; font-weight: 400; padding: .2rem 0; border-top: 1px solid var(--line); vertical-align: top; }
.items td, .items thead th + th { text-align: end; padding-inline-start: .6rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
.items thead th { color: var(--soft); border: 0; }
.inbox li { border-top: 1px solid var(--line); padding: .45rem 0; }
.inbox .client { font-size: 11.5px; color: var(--soft); }
.line { font-size: 13px; line-height: 1.45; }
.line span { display: block; } .line.one span { display: inline; margin-inline-end: .6rem; }
.line .sender { font-weight: 600; } .line .preheader { color: var(--soft); }

#faults { position: fixed; inset: auto 1rem 1rem; margin: 0 auto; max-width: 62rem; max-height: calc(100vh - 6rem); overflow: auto; z-index: 5; background: var(--raised); border: 1px solid var(--line); border-top: 4px solid #d0473c; border-radius: 12px; box-shadow: 0 20px 70px rgb(20 10 0 / .4); padding: 1rem 1.3rem 1.2rem; }
#faults header { display: flex; flex-wrap: wrap; gap: .2rem 1rem; align-items: center; margin-bottom: .6rem; } #faults header h2 { font-size: 16px; color: var(--bad); } #faults header button { margin-inline-start: auto; }
#faults li { border-top: 1px solid var(--line); padding: .8rem 0; } #faults li:first-child { border: 0; padding-top: 0; }
#faults h3 { font-size: 15px; font-weight: 600; line-height: 1.4; }
#faults .where { display: flex; flex-wrap: wrap; gap: .7rem; align-items: center; margin: .25rem 0; }
.place { font: 13px/1.5 var(--mono); overflow-wrap: anywhere; }
pre.code { font: 13px/1.55 var(--mono); background: var(--ground); border-radius: 8px; padding: .7rem .9rem; margin: .35rem 0; overflow: auto; white-space: pre; }
.code .at { font-weight: 700; } .code .caret { color: var(--bad); font-weight: 700; }
.hint b { font-size: 11px; border-radius: 5px; padding: 0 .35rem; background: var(--accent-ground); color: var(--accent); margin-inline-end: .3rem; }

dialog { border: 1px solid var(--line); border-radius: 14px; background: var(--raised); color: var(--ink); box-shadow: 0 20px 70px rgb(20 10 0 / .4); padding: 1.2rem 1.5rem 1.4rem; max-width: min(40rem, calc(100vw - 2rem)); }
dialog::backdrop { background: rgb(20 18 14 / .4); }
dialog h2 { font-size: 16px; margin-bottom: .7rem; } dialog p { margin-bottom: .7rem; max-width: 34rem; }
dialog .close { position: absolute; inset-inline-end: .9rem; top: .9rem; font-size: 12px; color: var(--soft); min-height: 1.6rem; padding: 0 .5rem; }
dialog dl { display: grid; gap: .35rem; margin-bottom: 1rem; } dialog dl div { display: grid; grid-template-columns: 9rem 1fr; gap: .8rem; align-items: baseline; }
dialog dt { display: flex; gap: .25rem; flex-wrap: wrap; } dialog dt kbd { font-size: 12px; padding: .2rem .4rem; color: var(--ink); }
#send-form { display: grid; gap: .7rem; justify-items: start; } #send-form input { width: 22rem; max-width: 100%; margin-inline-start: .4rem; }

@media (max-width: 72rem) { body, body.no-side { grid-template-columns: 0 minmax(0, 1fr) 19rem; } #side { display: none; } body.show-side #side { display: block; position: fixed; inset: 3.3rem auto 0 0; width: 16rem; z-index: 4; box-shadow: var(--shadow); } .actions kbd { display: none; } }
@media (max-width: 54rem) {
  body, body.no-side, body.no-panel, body.no-side.no-panel { display: block; overflow: auto; height: auto; }
  #top { flex-wrap: wrap; gap: .3rem .8rem; } #title { order: 3; flex-basis: 100%; border: 0; padding: 0; white-space: normal; } .actions { order: 4; flex-wrap: wrap; }
  #side { border: 0; } #panel { border: 0; border-top: 1px solid var(--line); }
  .tabs kbd { display: none; }
  /* One row that is moved sideways: wrapped, it would take a third of a small screen from the mail. */
  #tools, #tools > * { flex-wrap: nowrap; } #tools { overflow-x: auto; scrollbar-width: thin; position: relative; } #tools > * { flex: none; }
  .frames { flex: none; height: 80vh; } .frames { justify-content: start; } iframe.web, .compare { height: 75vh; }
}
`;
