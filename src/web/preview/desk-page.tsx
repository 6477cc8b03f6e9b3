/** The page of the editor's desk: issues on the left, the mail in the middle, findings and sizes on the right. Everything in it has a key. */
import type { Child } from 'hono/jsx';
import { colourModes, type ColourMode } from '../../preview/frame.js';
import { keyOf, type IssueName, type ListedNewsletter } from '../../preview/project.js';
import type { SampleReader } from '../../preview/reader.js';
import { tabs, type Tab, type View } from '../../preview/view.js';
import { firstModules } from './modules.js';
import { frameSandbox } from './policies.js';
import { shortcuts } from './shortcuts.js';

export type DeskProps = {
  readonly name: IssueName;
  readonly title: string;
  readonly newsletters: readonly ListedNewsletter[];
  readonly faultCounts: ReadonlyMap<string, number>;
  readonly readers: readonly SampleReader[];
  readonly view: View;
  /** Query of the frames: the view without what is the page's own. */
  readonly frameQuery: string;
  readonly token: string;
  readonly testRecipients: readonly string[];
};

const tabNames: Readonly<Record<Tab, string>> = { mail: 'Mail', text: 'Text', web: 'Web', source: 'Source', compare: 'Compare' };
const colourNames: Readonly<Record<ColourMode, string>> = { light: 'Light', dark: 'Dark', full: 'Inverted', partial: 'Part inverted' };
const colourHints: Readonly<Record<ColourMode, string>> = {
  light: 'as in most programs', dark: 'our own dark colours: Apple Mail, Outlook on Mac and web, Samsung', full: 'every colour turned around, as Gmail on iPhone does', partial: 'light grounds and dark texts turned around, as Gmail on Android and Outlook do',
};

export const widths = ['320', '360', '375', '600', '768', 'full', 'free'] as const;
type Width = (typeof widths)[number];

const freeEnds = { min: 280, max: 1280 };
const widthTitles: Readonly<Partial<Record<Width, string>>> = { full: 'all the room', free: 'a free width' };
const widthNames: Readonly<Partial<Record<Width, string>>> = { full: 'Full', free: 'Free' };

export function DeskPage(props: DeskProps) {
  const { name, title, token } = props;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="courant-token" content={token} />
        <title>{`${title} · Courant`}</title>
        <link rel="icon" href="/assets/desk.svg" />
        <link rel="stylesheet" href="/assets/desk.css" />
        {firstModules.slice(1).map((name) => <link rel="modulepreload" href={`/assets/desk/${name}.js`} />)}
        <script type="module" src={`/assets/desk/${firstModules[0]}.js`}></script>
      </head>
      <body data-newsletter={name.newsletter} data-slug={name.slug}>
        <a class="skip" href="#stage">To the mail</a>
        <TopBar title={title} newsletter={name.newsletter} />
        <Issues {...props} />
        <Stage {...props} />
        <aside id="panel" aria-label="Inbox, sizes and findings" tabindex={0}></aside>
        <section id="faults" role="alertdialog" aria-label="What is wrong" hidden></section>
        <Help />
        <SendTest recipients={props.testRecipients} />
      </body>
    </html>
  );
}

function TopBar({ title, newsletter }: { readonly title: string; readonly newsletter: string }) {
  return (
    <header id="top">
      <p class="brand"><b>Courant</b> <span>preview</span></p>
      <h1 id="title"><span class="soft">{newsletter}</span> {title}</h1>
      <p id="status" role="status" aria-live="polite"><span class="dot"></span><span id="status-words">connecting</span></p>
      <div class="actions">
        <Button set="toggle-side" press="[">Issues</Button>
        <Button set="toggle-panel" press="]">Panel</Button>
        <Button set="send-test" press="x">Send a test</Button>
        <Button set="help" press="?">Keys</Button>
      </div>
    </header>
  );
}

function Button({ set, press, children }: { readonly set: string; readonly press: string; readonly children?: Child }) {
  return <button type="button" data-do={set}>{children} <kbd aria-hidden="true">{press}</kbd></button>;
}

function Issues({ newsletters, name, faultCounts }: DeskProps) {
  return (
    <nav id="side" aria-label="Issues">
      {newsletters.map((newsletter) => (
        <section>
          <h2>{newsletter.name}</h2>
          {newsletter.issues.length === 0 ? <p class="soft">no issue yet</p> : (
            <ul>
              {newsletter.issues.map((issue) => {
                const count = faultCounts.get(keyOf(issue));
                const state = count === undefined ? 'unknown' : count === 0 ? 'good' : 'bad';
                return (
                  <li>
                    <a href={`/issue/${issue.newsletter}/${issue.slug}`} data-issue={keyOf(issue)} {...(keyOf(issue) === keyOf(name) ? { 'aria-current': 'page' } : {})}>
                      <span class="name">{issue.title}</span>
                      <span class="when">{issue.date}</span>
                      <span class={`state ${state}`}>{state === 'bad' ? <>{count}<span class="hidden"> faults</span></> : state === 'good' ? <span class="hidden">compiles</span> : null}</span>
                    </a>
                  </li>
                );
              })}
            </ul>
          )}
        </section>
      ))}
    </nav>
  );
}

function Stage(props: DeskProps) {
  const { view } = props;
  return (
    <main id="stage" tabindex={-1} data-tab={view.tab}>
      <Toolbar {...props} />
      <div id="frames" class="frames" role="group" aria-label="The mail, and the web edition, at several widths">
        {widths.map((width) => <><Device width={width} {...props} /><BesideDevice width={width} name={props.name} /></>)}
      </div>
      <div id="sheet" class="sheet" tabindex={0} role="region" aria-label="View" hidden></div>
    </main>
  );
}

function Device({ width, name, view, frameQuery }: DeskProps & { readonly width: Width }) {
  const source = `/frame/${name.newsletter}/${name.slug}`;
  return (
    <figure class="device" data-width={width} data-of="mail" hidden>
      <figcaption><Caption width={width} /></figcaption>
      <div class="glass">
        <iframe title={`The mail at ${widthTitles[width] ?? `${width} pixels`}`} sandbox={frameSandbox} referrerpolicy="no-referrer" data-src={source} {...(view.tab === 'mail' && width === '375' ? { src: `${source}${frameQuery === '' ? '' : `?${frameQuery}`}` } : {})}></iframe>
      </div>
      {width === 'free' ? <div id="free-handle" role="separator" aria-orientation="vertical" tabindex={0} aria-label="Free width, its edge" aria-valuemin={freeEnds.min} aria-valuemax={freeEnds.max} aria-valuenow={freeEnds.min} title="Drag, or arrow keys"></div> : null}
    </figure>
  );
}

/** Asked for only when it is wanted: the mail does not wait for it. */
function BesideDevice({ width, name }: Pick<DeskProps, 'name'> & { readonly width: Width }) {
  return (
    <figure class="device" data-width={width} data-of="edition" hidden>
      <figcaption><span>Web, {widthNames[width]?.toLowerCase() ?? `${width} px`}</span></figcaption>
      <div class="glass"><iframe title={`The web edition at ${widthTitles[width] ?? `${width} pixels`}`} sandbox={frameSandbox} referrerpolicy="no-referrer" data-src={`/edition/${name.newsletter}/${name.slug}`}></iframe></div>
    </figure>
  );
}

function Caption({ width }: { readonly width: Width }) {
  if (width === 'free') return <span><label for="free">Free</label> <input id="free" type="range" {...freeEnds} step="1" /> <output for="free" data-of="free"></output></span>;
  return <span>{width === 'full' ? <>Full <output data-of="full"></output></> : `${width} px`}</span>;
}

function Toolbar({ readers, view }: DeskProps) {
  return (
    <div id="tools">
      <nav class="tabs" aria-label="Views">
        {tabs.map((tab) => <button type="button" data-set={`tab=${tab}`} aria-pressed="false">{tabNames[tab]} <kbd aria-hidden="true">{tab[0]}</kbd></button>)}
      </nav>
      <div class="group" role="group" aria-label="Colours" data-for="mail web compare">
        {colourModes.map((mode) => <button type="button" data-set={`colours=${mode}`} aria-pressed="false" title={colourHints[mode]}>{colourNames[mode]}</button>)}
      </div>
      <label class="reader" data-for="mail text source compare"><span class="word">Reader</span> <select id="reader" title="Reader" data-field="reader">
        {readers.map((reader) => <option value={reader.id} selected={reader.id === view.reader}>{reader.id === 'longest' ? 'The longest values' : reader.name === '' ? `${reader.address} (no name)` : reader.name}</option>)}
      </select></label>
      <div class="group" role="group" aria-label="What the mail program holds back" data-for="mail web compare">
        <button type="button" data-toggle="pictures=off" aria-pressed="false" title="as programs do until the reader asks for pictures">Pictures off</button>
        <button type="button" data-toggle="pictures=all" aria-pressed="false" title="also ask other servers for pictures; else nothing leaves this machine">From elsewhere</button>
        <button type="button" data-toggle="styles=off" aria-pressed="false" title="without the style element, as for other accounts in the Gmail app, and Naver">No style</button>
      </div>
      <div class="group" role="group" aria-label="Widths" data-for="mail">
        {widths.map((width) => <button type="button" data-width-toggle={width} aria-pressed="false">{widthNames[width] ?? width}</button>)}
        <button type="button" data-toggle="beside=on" aria-pressed="false" title="the web edition beside the mail, at the same widths">Web beside</button>
        <button type="button" data-toggle="zoom=full" aria-pressed="false" title="real size; else as large as fits side by side">100 %</button>
      </div>
    </div>
  );
}

function Help() {
  return (
    <dialog id="help" aria-labelledby="help-title">
      <form method="dialog"><button class="close">Close <kbd aria-hidden="true">Esc</kbd></button></form>
      <h2 id="help-title">Keys</h2>
      <dl>{shortcuts.map(({ keys, meaning }) => <div><dt>{keys.map((key) => <kbd>{key}</kbd>)}</dt><dd>{meaning}</dd></div>)}</dl>
      <label><input type="checkbox" id="single-keys" checked /> Single keys do these things (WCAG 2.1.4)</label>
    </dialog>
  );
}

function SendTest({ recipients }: { readonly recipients: readonly string[] }) {
  return (
    <dialog id="send" aria-labelledby="send-title">
      <form method="dialog"><button class="close">Close <kbd aria-hidden="true">Esc</kbd></button></form>
      <h2 id="send-title">Send a test</h2>
      {recipients.length === 0 ? <p>Nobody may get tests yet. Name addresses in <code>testRecipients</code> of <code>courant.yaml</code>.</p> : (
        <form id="send-form">
          <p>The mail as the chosen reader gets it, marked <b>[TEST]</b>, through your own relay. It counts nowhere, and its unsubscribe link unsubscribes nobody.</p>
          <label>To <input name="to" type="text" inputmode="email" list="test-recipients" required autocomplete="off" autofocus value={recipients.find((one) => !one.startsWith('@')) ?? ''} /></label>
          <datalist id="test-recipients">{recipients.filter((one) => !one.startsWith('@')).map((one) => <option value={one} />)}</datalist>
          <button class="main" type="submit">Send</button>
          <p id="send-result" role="status"></p>
        </form>
      )}
    </dialog>
  );
}
