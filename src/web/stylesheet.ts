/** The one stylesheet of our pages, `/assets/courant.css`: system fonts, two accents, light and dark, phone width first; and a list's own colour beside it. */
import { contrastRatio } from '../template/contrast.js';

/**
 * A list's colour on its pages: the main button, a stripe, and what is ticked. Whatever the colour is, one of black and white can be read on it
 * with at least 4.5 to 1 (WCAG 2.2, 1.4.3), and the browser draws the tick in the better one; links and focus keep the program's own colours, which are checked in light and dark.
 */
export function accentStylesheet(accent: string): string {
  const ink = contrastRatio(accent, '#ffffff') >= 4.5 ? '#fff' : '#000';
  return `button.main { background: ${accent}; border-color: ${accent}; color: ${ink}; }\n.card .panel { border-top: 6px solid ${accent}; }\n.bar { border-bottom: 4px solid ${accent}; }\n.fields .box input { accent-color: ${accent}; }\n`;
}

export const stylesheet = `
:root {
  color-scheme: light dark;
  --ground: #f6f5f2; --paper: #fff; --ink: #1d1f23; --soft: #5d636d; --line: #dedcd6; --hover: #f1efea;
  --accent: #1b5e8c; --on-accent: #fff; --good: #1d6b3f; --good-ground: #e2f2e8; --wait: #80550a; --wait-ground: #faeed3;
  --bad: #a02a22; --bad-ground: #fae3e0; --shadow: 0 1px 2px rgb(0 0 0 / .05), 0 8px 24px rgb(0 0 0 / .05);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #16181b; --paper: #1e2125; --ink: #e9e8e4; --soft: #a3a8b0; --line: #34383e; --hover: #262a2f;
    --accent: #86bfe8; --on-accent: #10202c; --good: #8fd6aa; --good-ground: #1d3527; --wait: #e8c274; --wait-ground: #3a2f16;
    --bad: #f2a49d; --bad-ground: #42211e; --shadow: none;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "Apple SD Gothic Neo", "Noto Sans KR", "Noto Sans CJK KR", "Malgun Gothic", sans-serif;
  overflow-wrap: break-word; word-break: keep-all;
}
h1 { font-size: 1.4rem; line-height: 1.3; margin: 0 0 .6rem; text-wrap: balance; }
h2 { font-size: 1.05rem; margin: 1.6rem 0 .5rem; }
p { margin: 0 0 1rem; text-wrap: pretty; }
a { color: var(--accent); text-underline-offset: .18em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.soft { color: var(--soft); }
.small { font-size: .875rem; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

button, .button, input, select { font: inherit; min-height: 2.5rem; border-radius: 8px; border: 1px solid var(--line); padding: .35rem .8rem; background: var(--paper); color: var(--ink); }
button, .button { cursor: pointer; display: inline-flex; align-items: center; text-decoration: none; }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
button:hover, .button:hover { filter: brightness(.96); }

.card main { max-width: 30rem; margin: 0 auto; padding: clamp(1rem, 6vh, 5rem) 1rem 2rem; }
.serif { font-family: ui-serif, "Iowan Old Style", Georgia, "Noto Serif KR", "Noto Serif CJK KR", AppleMyungjo, Batang, serif; }
.logo { display: block; max-width: min(15rem, 100%); max-height: 5rem; margin: 0 auto 1.2rem; }
@media (prefers-color-scheme: dark) { .logo { background: #fff; border-radius: 10px; padding: .5rem .8rem; } } /* most are drawn for paper */
.card main > section:first-child, .card main > h1:first-child { margin-top: 0; }
.panel { background: var(--paper); border: 1px solid var(--line); border-radius: 14px; box-shadow: var(--shadow); padding: clamp(1.2rem, 5vw, 2.2rem); }
.panel > :last-child { margin-bottom: 0; }
.panel button { width: 100%; justify-content: center; min-height: 3rem; }
.list { font-weight: 600; font-size: 1.1rem; }
.acts { display: grid; gap: .6rem; margin: 0 0 1rem; }
.acts .between { margin: .9rem 0 0; }
.aside { margin: 1.6rem .2rem 0; color: var(--soft); }
.aside h2 { margin: 0 0 .3rem; color: var(--ink); }
.aside p { margin: 0 0 .7rem; }
.fields { display: grid; gap: 1rem; }
.fields .field { display: grid; gap: .3rem; }
.fields input:not([type=checkbox]), .fields select { width: 100%; }
.fields fieldset { border: 1px solid var(--line); border-radius: 10px; margin: 0; padding: .6rem 1rem .8rem; min-width: 0; }
.fields legend, .fields label { font-weight: 600; }
.fields .box { display: flex; gap: .6rem; align-items: center; min-height: 2.5rem; }
.fields .box label { font-weight: 400; }
.fields .box input { min-height: 0; width: 1.3rem; height: 1.3rem; flex: none; accent-color: var(--accent); }
.fields .box .tag { margin-inline-start: auto; }
.fields button:not(.main) { justify-self: start; }
.fields .optional { font-weight: 400; color: var(--soft); }
.fault { color: var(--bad); font-size: .9rem; margin: 0; }
.faults { background: var(--bad-ground); color: var(--bad); border-radius: 10px; padding: .7rem 1rem; margin: 0 0 1rem; }
.note { background: var(--good-ground); color: var(--good); border-radius: 10px; padding: .7rem 1rem; margin: 0 0 1rem; }
.trap { position: absolute; inset-inline-start: -200vw; width: 1px; height: 1px; overflow: hidden; }

.bar { background: var(--paper); border-bottom: 1px solid var(--line); padding: .6rem clamp(1rem, 3vw, 2rem); }
.bar a { color: inherit; text-decoration: none; }
.desk .logo { margin-inline: 0; }
.desk .fields, .desk .acts { max-width: 40rem; justify-items: start; }
.desk .fields .field { width: 100%; }
.desk main { max-width: 76rem; margin: 0 auto; padding: 1.2rem clamp(1rem, 3vw, 2rem) 3rem; }
.head { display: flex; flex-wrap: wrap; gap: .2rem 1rem; align-items: baseline; justify-content: space-between; }
.filter { display: flex; flex-wrap: wrap; gap: .6rem; align-items: end; margin: .4rem 0 1rem; }
.filter label { display: grid; gap: .15rem; font-size: .875rem; color: var(--soft); }
.filter .wide { flex: 1 1 14rem; }

table { border-collapse: collapse; width: 100%; background: var(--paper); }
.sheet { border: 1px solid var(--line); border-radius: 12px; overflow: hidden; background: var(--paper); box-shadow: var(--shadow); }
th, td { text-align: start; padding: .5rem .8rem; vertical-align: top; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { font-size: .8rem; font-weight: 600; color: var(--soft); white-space: nowrap; }
.mails tbody tr:hover { background: var(--hover); }
.mails .when, .mails .size { white-space: nowrap; font-variant-numeric: tabular-nums; color: var(--soft); font-size: .875rem; }
.mails .size { text-align: end; }
.mails .who { width: 30%; overflow-wrap: anywhere; }
.mails .what { width: 42%; font-weight: 400; }
.tag { display: inline-block; border-radius: 99px; padding: .05rem .6rem; font-size: .8rem; white-space: nowrap; background: var(--hover); color: var(--soft); }
.tag.accepted { background: var(--good-ground); color: var(--good); }
.tag.deferred, .tag.unanswered { background: var(--wait-ground); color: var(--wait); }
.tag.refused { background: var(--bad-ground); color: var(--bad); }
.pages { display: flex; gap: .8rem; align-items: center; justify-content: space-between; margin: 1rem 0; }
.empty { padding: 2.5rem 1rem; text-align: center; color: var(--soft); }
details { margin-top: 1.5rem; }
summary { cursor: pointer; }

.facts { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0 0 1rem; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.tabs { display: flex; flex-wrap: wrap; gap: .2rem; border-bottom: 1px solid var(--line); }
.tabs a { padding: .5rem .9rem; color: var(--soft); text-decoration: none; border-bottom: 3px solid transparent; margin-bottom: -1px; }
.tabs a[aria-current] { color: var(--ink); font-weight: 600; border-color: var(--accent); }
.tabs .end { margin-inline-start: auto; }
.widths { display: flex; gap: .8rem; margin: .7rem 0; font-size: .875rem; }
.widths a[aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
iframe { display: block; width: 100%; height: 75vh; min-height: 28rem; border: 1px solid var(--line); border-radius: 10px; background: #fff; color-scheme: light; }
iframe.phone { width: 390px; max-width: 100%; margin: 0 auto; }
pre { margin: .8rem 0 0; padding: 1rem; background: var(--paper); border: 1px solid var(--line); border-radius: 10px; white-space: pre-wrap; overflow-wrap: anywhere; word-break: normal; font: .84rem/1.5 ui-monospace, "SF Mono", Consolas, "Noto Sans Mono CJK KR", monospace; }
.issues { list-style: none; margin: -.7rem 0; padding: 0; }
.panel > .issues:last-child { margin-bottom: -.7rem; }
.issues li { padding: .7rem 0; border-bottom: 1px solid var(--line); }
.issues li:last-child { border: 0; }

@media (max-width: 44rem) {
  .mails thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .mails, .mails tbody, .mails tr, .mails td, .mails th { display: block; }
  .mails tr { padding: .7rem .8rem; border-bottom: 1px solid var(--line); display: grid; grid-template-columns: 1fr auto; gap: .1rem .8rem; }
  .mails tbody tr:last-child { border-bottom: 0; }
  .mails td, .mails th { border: 0; padding: 0; width: auto; }
  .mails .what { grid-column: 1 / -1; grid-row: 1; width: auto; }
  .mails .who { grid-column: 1 / -1; grid-row: 2; width: auto; color: var(--soft); }
  .mails .when { grid-row: 3; }
  .mails .result { grid-row: 3; grid-column: 2; }
  .mails .size { display: none; }
  .facts { grid-template-columns: 1fr; gap: 0; }
  .facts dd { margin-bottom: .4rem; }
}
`;
