/** The subscriber's settings, behind a link that was mailed; asking for that link; and the page that confirms another address. GET changes nothing. */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { listNameIn } from '../../audience/leaving.js';
import { isOn, type ChangeView, type Settings, type SettingsChange } from '../../audience/settings.js';
import { chooseLanguage, fillWords, knownLanguage, printDay, readAcceptLanguage, type Words, wordsFor } from '../../audience/words/words.js';
import type { ListRow } from '../../store/lists.js';
import type { ListTheme } from '../../store/lists.js';
import { Page, renderPage } from '../page.js';
import { attributeFault, AttributeField, attributeText, Box, type Faults, LanguageField, readDetails, readTopics, SelectField, TextField, TopicBoxes, Trap } from './fields.js';
import { readForm, type Form } from './form.js';
import { consentTextOf } from './subscribe.js';
import { RefusalPage } from './unsubscribe.js';

export type SettingsDesk = {
  /** undefined: the token is none of ours, too old, or speaks of nobody. */
  read(token: string): Promise<Settings | undefined>;
  save(c: Context, settings: Settings, change: Omit<SettingsChange, 'origin'>): Promise<void>;
  /** False: no address. True says nothing of what became of it. */
  changeAddress(settings: Settings, address: string): Promise<boolean>;
  collect(settings: Settings): Promise<unknown>;
  erase?(settings: Settings): Promise<void>;
  /** False: too many forms came from this network today. Who is known, and what is done, shows nowhere. */
  askLink(c: Context, address: string): Promise<boolean>;
};

export type AddressDesk = { read(token: string): Promise<ChangeView | undefined>; confirm(token: string): Promise<ChangeView | undefined> };

const limit = bodyLimit({ maxSize: 128_000 });

export function createSettingsRoutes(desk: SettingsDesk): Hono {
  const routes = new Hono();
  routes.get('/', (c) => showAsk(c, undefined));
  routes.post('/', limit, (c) => takeAsk(c, desk));
  routes.get('/:token', async (c) => {
    const settings = await desk.read(c.req.param('token'));
    return settings === undefined ? refuse(c) : showSettings(c, desk, settings, {});
  });
  routes.post('/:token', limit, async (c) => {
    const settings = await desk.read(c.req.param('token'));
    return settings === undefined ? refuse(c) : act(c, desk, settings, await readForm(c));
  });
  routes.get('/:token/data.json', async (c) => {
    const settings = await desk.read(c.req.param('token'));
    if (settings === undefined) return refuse(c);
    return c.body(JSON.stringify(await desk.collect(settings), undefined, 2), 200, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Disposition': 'attachment; filename="my-data.json"' });
  });
  return routes;
}

async function act(c: Context, desk: SettingsDesk, settings: Settings, form: Form): Promise<Response> {
  const language = languageOf(settings);
  const words = wordsFor(language);
  switch (form.text('act')) {
    case 'save': {
      const details = readDetails(form, settings.attributes, words);
      if (details.faults.size > 0) return showSettings(c, desk, settings, { form, faults: details.faults });
      await desk.save(c, settings, toChange(settings, form, details, language));
      return showSettings(c, desk, (await desk.read(c.req.param('token') ?? '')) ?? settings, { isSaved: true });
    }
    case 'address':
      if (await desk.changeAddress(settings, form.text('email'))) return showNote(c, language, words.mailedTitle, words.mailedText, null);
      return showSettings(c, desk, settings, { form, faults: new Map([['email', words.badAddress]]) });
    case 'erase':
      if (desk.erase === undefined || form.text('sure') !== 'yes') return showSettings(c, desk, settings, {});
      await desk.erase(settings);
      return showNote(c, language, words.erasedTitle, words.erasedText, null);
    default:
      return showSettings(c, desk, settings, {});
  }
}

function toChange(settings: Settings, form: Form, details: { readonly name: string | null; readonly attributes: Readonly<Record<string, string>> }, language: string): Omit<SettingsChange, 'origin'> {
  const lists = settings.lists.map(({ list, subscription }) => [list.id, {
    isWanted: form.text(`list-${list.slug}`) === 'yes', topics: readTopics(form, list.slug, list.topics, isOn(subscription)), consentText: consentTextOf(list, language),
    tracking: { isGiven: form.text(`tracking-${list.slug}`) === 'yes', text: trackingTextOf(list, language) },
  }] as const);
  const timeZone = form.text('time-zone');
  return {
    name: details.name, attributes: details.attributes, lang: knownLanguage(form.text('lang')) ?? settings.subscriber.lang ?? language,
    timeZone: timeZones.includes(timeZone) ? timeZone : null, lists: new Map(lists),
  };
}

/** What is shown is what is recorded. */
function trackingTextOf(list: ListRow, language: string): string {
  return fillWords(wordsFor(language).tracking, { name: listNameIn(list, language) });
}

const timeZones: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone')];

function languageOf({ subscriber, lists }: Settings): string {
  return chooseLanguage(subscriber.lang, lists.find(({ subscription }) => isOn(subscription))?.list.lang);
}

type Shown = { readonly form?: Form; readonly faults?: Faults; readonly isSaved?: boolean };

async function showSettings(c: Context, desk: SettingsDesk, settings: Settings, shown: Shown): Promise<Response> {
  const page = <SettingsPage settings={settings} shown={shown} canErase={desk.erase !== undefined} dataHref={`/p/${c.req.param('token')}/data.json`} />;
  return c.html(await renderPage(page), (shown.faults?.size ?? 0) > 0 ? 422 : 200);
}

type PageProps = { readonly settings: Settings; readonly shown: Shown; readonly canErase: boolean; readonly dataHref: string };

function SettingsPage({ settings, shown, canErase, dataHref }: PageProps) {
  const language = languageOf(settings);
  const words = wordsFor(language);
  const { subscriber, lists } = settings;
  const { form, faults = new Map<string, string>() } = shown;
  const theme = lists.find(({ subscription }) => isOn(subscription))?.list ?? null;
  return (
    <Page title={words.settingsTitle} lang={language} theme={theme} kind="card">
      <section class="panel">
        <h1>{words.settingsTitle}</h1>
        <p class="soft"><bdi>{subscriber.address}</bdi></p>
        {faults.size > 0 ? <p class="faults" role="alert">{words.faultTitle}</p> : shown.isSaved === true ? <p class="note" role="status">{words.saved}</p> : null}
        <form method="post" class="fields">
          <fieldset>
            <legend>{words.lists}</legend>
            {lists.map((one) => <ListBox one={one} words={words} language={language} timeZone={subscriber.timeZone} />)}
          </fieldset>
          {lists.filter(({ list, subscription }) => isOn(subscription) && list.topics.length > 0).map(({ list, subscription }) => (
            <TopicBoxes slug={list.slug} topics={list.topics} chosen={subscription?.topics ?? null} words={lists.length > 1 ? { ...words, topics: `${words.topics}: ${listNameIn(list, language)}` } : words} language={language} />
          ))}
          {lists.filter(({ subscription, isTracked }) => isOn(subscription) && isTracked !== null).map(({ list, isTracked }) => (
            <Box id={`tracking-${list.slug}`} label={trackingTextOf(list, language)} isChecked={isTracked === true} />
          ))}
          <TextField id="name" label={words.name} words={words} value={form?.text('name') ?? subscriber.name ?? ''} fault={faults.get('name')} autocomplete="name" maxlength={200} />
          {settings.attributes.map((declared) => (
            <AttributeField declared={declared} words={words} language={language} value={attributeText(form, declared, subscriber.attributes[declared.name])} fault={attributeFault(faults, declared)} />
          ))}
          <LanguageField words={words} value={language} />
          <SelectField id="time-zone" label={words.timeZone} words={words} value={subscriber.timeZone ?? ''} fault={undefined} options={timeZones.map((zone) => [zone, zone.replaceAll('_', ' ')])} hasNone />
          <button type="submit" class="main" name="act" value="save">{words.save}</button>
        </form>
      </section>
      <form method="post" class="aside fields">
        <h2>{words.newAddress}</h2>
        <p>{words.newAddressText}</p>
        <TextField id="email" label={words.newAddress} words={words} value={form?.text('email') ?? ''} fault={faults.get('email')} isRequired type="email" maxlength={254} inputmode="email" />
        <button type="submit" name="act" value="address">{words.newAddressButton}</button>
      </form>
      <section class="aside">
        <h2>{words.yourData}</h2>
        <p><a href={dataHref} rel="nofollow">{words.download}</a></p>
      </section>
      {canErase ? <EraseForm words={words} /> : null}
    </Page>
  );
}

function ListBox({ one: { list, subscription }, words, language, timeZone }: { readonly one: Settings['lists'][number]; readonly words: Words; readonly language: string; readonly timeZone: string | null }) {
  const isPaused = subscription?.status === 'paused' && subscription.pausedUntil !== null;
  const tag = isPaused ? fillWords(words.statePaused, { date: printDay(subscription.pausedUntil ?? new Date(0), language, timeZone) }) : isOn(subscription) ? words.stateSubscribed : words.stateLeft;
  return <Box id={`list-${list.slug}`} label={listNameIn(list, language)} isChecked={isOn(subscription)} tag={tag} />;
}

function EraseForm({ words }: { readonly words: Words }) {
  return (
    <form method="post" class="aside fields">
      <h2>{words.eraseTitle}</h2>
      <p>{words.eraseText}</p>
      <div class="box"><input id="sure" name="sure" type="checkbox" value="yes" required /><label for="sure">{words.eraseSure}</label></div>
      <button type="submit" name="act" value="erase">{words.eraseButton}</button>
    </form>
  );
}

async function refuse(c: Context): Promise<Response> {
  return c.html(await renderPage(<RefusalPage language={visitorLanguage(c)} />), 404);
}

function visitorLanguage(c: Context): string {
  return chooseLanguage(c.req.query('lang'), ...readAcceptLanguage(c.req.header('accept-language')));
}

async function takeAsk(c: Context, desk: SettingsDesk): Promise<Response> {
  const form = await readForm(c);
  const language = visitorLanguage(c);
  const words = wordsFor(language);
  if (form.text('email') === '') return showAsk(c, words.badAddress);
  if (form.text('website') === '' && !(await desk.askLink(c, form.text('email')))) return showNote(c, language, words.tooManyTitle, words.tooManyText, null, 429);
  return showNote(c, language, words.mailedTitle, words.mailedText, null);
}

async function showAsk(c: Context, fault: string | undefined): Promise<Response> {
  const language = visitorLanguage(c);
  const words = wordsFor(language);
  return c.html(await renderPage(
    <Page title={words.linkTitle} lang={language} kind="card">
      <section class="panel">
        <h1>{words.linkTitle}</h1>
        <p>{words.linkText}</p>
        <form method="post" class="fields">
          <TextField id="email" label={words.address} words={words} value="" fault={fault} isRequired type="email" autocomplete="email" maxlength={254} inputmode="email" />
          <Trap words={words} />
          <button type="submit" class="main">{words.linkButton}</button>
        </form>
      </section>
    </Page>), fault === undefined ? 200 : 422);
}

async function showNote(c: Context, language: string, title: string, text: string, theme: ListTheme | null, status: 200 | 429 = 200): Promise<Response> {
  return c.html(await renderPage(
    <Page title={title} lang={language} theme={theme} kind="card">
      <section class="panel" role="status"><h1>{title}</h1><p>{text}</p></section>
    </Page>), status);
}

export function createAddressRoutes(desk: AddressDesk): Hono {
  const routes = new Hono();
  routes.get('/:token', async (c) => showChange(c, await desk.read(c.req.param('token'))));
  routes.post('/:token', limit, async (c) => {
    const form = await readForm(c);
    const token = c.req.param('token');
    return showChange(c, form.text('act') === 'confirm' ? await desk.confirm(token) : await desk.read(token));
  });
  return routes;
}

async function showChange(c: Context, view: ChangeView | undefined): Promise<Response> {
  if (view === undefined) return refuse(c);
  const language = chooseLanguage(view.lang, ...readAcceptLanguage(c.req.header('accept-language')));
  const words = wordsFor(language);
  const values = { address: view.address };
  if (view.state === 'done') return showNote(c, language, words.changedTitle, fillWords(words.changedText, values), null);
  if (view.state === 'taken') return showNote(c, language, words.changeTitle, words.takenText, null);
  return c.html(await renderPage(
    <Page title={words.changeTitle} lang={language} kind="card">
      <section class="panel">
        <h1>{words.changeTitle}</h1>
        <p>{fillWords(words.changeText, values)}</p>
        <form method="post" class="acts"><button type="submit" class="main" name="act" value="confirm">{words.changeButton}</button></form>
      </section>
    </Page>));
}
