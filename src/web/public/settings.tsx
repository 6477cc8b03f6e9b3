/** The subscriber's settings, behind a link that was mailed, and asking for that link. GET changes nothing. */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { listNameIn } from '../../audience/leaving.js';
import { isOn, type ListWish, type Settings, type SettingsChange } from '../../audience/settings.js';
import { chooseLanguage, fillWords, frequencyText, knownLanguage, printDay, readAcceptLanguage, type Words, wordsFor } from '../../audience/words/words.js';
import type { ListRow, ListTheme } from '../../store/lists.js';
import { Page, renderPage } from '../page.js';
import { AddressField, attributeFault, AttributeField, attributeText, Box, type Faults, LanguageField, readDetails, SelectField, shownText, TextField, Trap, type Details } from './fields.js';
import { readForm, type Form } from './form.js';
import { FrequencyChoices, offeredTo, readFrequency, readTopics, TopicBoxes } from './list-choices.js';
import { showNote } from './note.js';
import { refuseLink, type LinkDesk } from './refusal.js';
import { consentTextOf } from './subscribe.js';

export type SettingsDesk = LinkDesk & {
  /** undefined: the token is none of ours, too old, or speaks of nobody. */
  read(token: string): Promise<Settings | undefined>;
  save(c: Context, settings: Settings, change: Omit<SettingsChange, 'origin'>): Promise<void>;
  /** False: no address. True says nothing of what became of it. */
  changeAddress(settings: Settings, address: string): Promise<boolean>;
  collect(settings: Settings): Promise<unknown>;
  erase?(settings: Settings): Promise<void>;
  /** False: too many forms came from this network today. Who is known, and what is done, shows nowhere. */
  askLink(c: Context, address: string): Promise<boolean>;
  /** Of the list whose page led here; null: none is named, or none has that name. */
  findTheme(listSlug: string): Promise<ListTheme | null>;
};

const limit = bodyLimit({ maxSize: 128_000 });

export function createSettingsRoutes(desk: SettingsDesk): Hono {
  const routes = new Hono();
  routes.get('/', async (c) => showAsk(c, await desk.findTheme(c.req.query('list') ?? ''), undefined));
  routes.post('/', limit, (c) => takeAsk(c, desk));
  routes.get('/:token', async (c) => {
    const settings = await desk.read(c.req.param('token'));
    return settings === undefined ? refuseLink(c, desk) : showSettings(c, desk, settings, {});
  });
  routes.post('/:token', limit, async (c) => {
    const settings = await desk.read(c.req.param('token'));
    return settings === undefined ? refuseLink(c, desk) : act(c, desk, settings, await readForm(c));
  });
  routes.get('/:token/data.json', async (c) => {
    const settings = await desk.read(c.req.param('token'));
    if (settings === undefined) return refuseLink(c, desk);
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
      const wished = toChange(settings, form, details, language);
      if (details.faults.size > 0) return showSettings(c, desk, settings, { form, faults: details.faults, wished });
      await desk.save(c, settings, wished);
      return showSettings(c, desk, (await desk.read(c.req.param('token') ?? '')) ?? settings, { isSaved: true });
    }
    case 'address':
      if (await desk.changeAddress(settings, form.text('email'))) return showNote(c, { title: words.mailedTitle, text: words.mailedText, language, theme: themeOf(settings) });
      return showSettings(c, desk, settings, { form, faults: new Map([['email', words.badAddress]]) });
    case 'erase':
      if (desk.erase === undefined || form.text('sure') !== 'yes') return showSettings(c, desk, settings, {});
      await desk.erase(settings);
      return showNote(c, { title: words.erasedTitle, text: words.erasedText, language, theme: themeOf(settings) });
    default:
      return showSettings(c, desk, settings, {});
  }
}

type Wished = Omit<SettingsChange, 'origin'>;

function toChange(settings: Settings, form: Form, details: Pick<Details, 'name' | 'attributes'>, language: string): Wished {
  const { subscriber } = settings;
  const lists = settings.lists.map(({ list, subscription }) => [list.id, {
    isWanted: form.text(`list-${list.slug}`) === 'yes', topics: readTopics(form, list.slug, list.topics, isOn(subscription)), consentText: consentTextOf(list, language),
    frequency: readWishedFrequency(form, { list, subscription }, language),
    tracking: { isGiven: form.text(`tracking-${list.slug}`) === 'yes', text: trackingTextOf(list, language) },
  }] as const);
  const [lang, timeZone] = [knownLanguage(form.text('lang')) ?? language, form.text('time-zone')];
  return {
    name: details.name, attributes: details.attributes,
    // The pages speak some languages, mails all: who leaves the field as it was shown keeps his own.
    lang: lang === language ? (subscriber.lang ?? language) : lang,
    timeZone: zonesFor(subscriber.timeZone).includes(timeZone) ? timeZone : null, lists: new Map(lists),
  };
}

function readWishedFrequency(form: Form, { list, subscription }: Pick<Settings['lists'][number], 'list' | 'subscription'>, language: string): ListWish['frequency'] {
  const chosen = readFrequency(form, list.slug, offeredTo(list.frequencies, subscription?.frequency ?? null));
  return chosen === undefined ? undefined : { chosen, text: frequencyText(chosen, language) };
}

/** What is shown is what is recorded. */
function trackingTextOf(list: ListRow, language: string): string {
  return fillWords(wordsFor(language).tracking, { name: listNameIn(list, language) });
}

const timeZones: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone')];

/** Zones are renamed now and then (Asia/Calcutta, Asia/Kolkata): the one that is stored stays among them. */
function zonesFor(stored: string | null): readonly string[] {
  return stored === null || timeZones.includes(stored) ? timeZones : [stored, ...timeZones];
}

/** Of the first list they are on; else of the one they were on. */
function themeOf({ lists }: Settings): ListTheme | null {
  return (lists.find(({ subscription }) => isOn(subscription)) ?? lists.find(({ subscription }) => subscription !== undefined))?.list ?? null;
}

function languageOf({ subscriber, lists }: Settings): string {
  return chooseLanguage(subscriber.lang, lists.find(({ subscription }) => isOn(subscription))?.list.lang);
}

type Shown = { readonly form?: Form; readonly faults?: Faults; readonly isSaved?: boolean; /** What the form asked for and was not saved: shown again in place of what is stored. */ readonly wished?: Wished };

async function showSettings(c: Context, desk: SettingsDesk, settings: Settings, shown: Shown): Promise<Response> {
  const page = <SettingsPage settings={settings} shown={shown} canErase={desk.erase !== undefined} dataHref={`/p/${c.req.param('token')}/data.json`} />;
  return c.html(await renderPage(page), (shown.faults?.size ?? 0) > 0 ? 422 : 200);
}

type PageProps = { readonly settings: Settings; readonly shown: Shown; readonly canErase: boolean; readonly dataHref: string };

function SettingsPage({ settings, shown, canErase, dataHref }: PageProps) {
  const language = languageOf(settings);
  const words = wordsFor(language);
  const { subscriber, lists } = settings;
  const { form, faults = new Map<string, string>(), wished } = shown;
  const timeZone = wished === undefined ? subscriber.timeZone : wished.timeZone;
  return (
    <Page title={words.settingsTitle} lang={language} theme={themeOf(settings)} kind="card">
      <section class="panel">
        <h1>{words.settingsTitle}</h1>
        <p class="soft"><bdi>{subscriber.address}</bdi></p>
        {faults.size > 0 ? <p class="faults" role="alert">{words.faultTitle}</p> : shown.isSaved === true ? <p class="note" role="status">{words.saved}</p> : null}
        <form method="post" class="fields">
          <fieldset>
            <legend>{words.lists}</legend>
            {lists.map((one) => <ListBox one={one} wish={wished?.lists.get(one.list.id)} words={words} language={language} timeZone={subscriber.timeZone} />)}
          </fieldset>
          {lists.filter(({ subscription }) => isOn(subscription)).map((one) => <ListChoices one={one} wish={wished?.lists.get(one.list.id)} isOnly={lists.length === 1} language={language} />)}
          <TextField id="name" label={words.name} words={words} value={shownText(form, 'name', subscriber.name)} fault={faults.get('name')} autocomplete="name" maxlength={200} />
          {settings.attributes.map((declared) => (
            <AttributeField declared={declared} words={words} language={language} value={attributeText(form, declared, subscriber.attributes[declared.name])} fault={attributeFault(faults, declared)} />
          ))}
          <LanguageField words={words} value={knownLanguage(form?.text('lang') ?? '') ?? language} />
          <SelectField id="time-zone" label={words.timeZone} words={words} value={timeZone ?? ''} fault={undefined} options={zonesFor(subscriber.timeZone).map((zone) => [zone, zone.replaceAll('_', ' ')])} hasNone />
          <button type="submit" class="main" name="act" value="save">{words.save}</button>
        </form>
      </section>
      <form method="post" class="aside fields">
        <h2>{words.newAddress}</h2>
        <p>{words.newAddressText}</p>
        <AddressField id="email" label={words.newAddress} words={words} value={shownText(form, 'email', null)} fault={faults.get('email')} />
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

type ListProps = { readonly one: Settings['lists'][number]; readonly wish: ListWish | undefined; readonly language: string };

function ListBox({ one: { list, subscription }, wish, words, language, timeZone }: ListProps & { readonly words: Words; readonly timeZone: string | null }) {
  const isPaused = subscription?.status === 'paused' && subscription.pausedUntil !== null;
  const tag = isPaused ? fillWords(words.statePaused, { date: printDay(subscription.pausedUntil ?? new Date(0), language, timeZone) }) : isOn(subscription) ? words.stateSubscribed : words.stateLeft;
  return <Box id={`list-${list.slug}`} label={listNameIn(list, language)} isChecked={wish?.isWanted ?? isOn(subscription)} tag={tag} />;
}

/** Of a list they are on. Where several are shown each choice names its list. */
function ListChoices({ one: { list, subscription, isTracked }, wish, isOnly, language }: ListProps & { readonly isOnly: boolean }) {
  const words = wordsFor(language);
  const label = (text: string): string => (isOnly ? text : `${text}: ${listNameIn(list, language)}`);
  const offered = offeredTo(list.frequencies, subscription?.frequency ?? null);
  const frequency = wish?.frequency === undefined ? (subscription?.frequency ?? null) : wish.frequency.chosen;
  return (
    <>
      {list.topics.length === 0 ? null : <TopicBoxes slug={list.slug} topics={list.topics} chosen={wish?.topics ?? subscription?.topics ?? null} label={label(words.topics)} language={language} />}
      {offered.length === 0 ? null : <FrequencyChoices slug={list.slug} offered={offered} chosen={frequency} label={label(words.frequency)} language={language} />}
      {isTracked === null ? null : <Box id={`tracking-${list.slug}`} label={trackingTextOf(list, language)} isChecked={wish?.tracking.isGiven ?? isTracked} />}
    </>
  );
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

function visitorLanguage(c: Context): string {
  return chooseLanguage(c.req.query('lang'), ...readAcceptLanguage(c.req.header('accept-language')));
}

async function takeAsk(c: Context, desk: SettingsDesk): Promise<Response> {
  const form = await readForm(c);
  const language = visitorLanguage(c);
  const words = wordsFor(language);
  const theme = await desk.findTheme(c.req.query('list') ?? '');
  if (form.text('email') === '') return showAsk(c, theme, words.badAddress);
  if (form.text('website') === '' && !(await desk.askLink(c, form.text('email')))) return showNote(c, { title: words.tooManyTitle, text: words.tooManyText, language, theme }, 429);
  return showNote(c, { title: words.mailedTitle, text: words.mailedText, language, theme });
}

async function showAsk(c: Context, theme: ListTheme | null, fault: string | undefined): Promise<Response> {
  const language = visitorLanguage(c);
  const words = wordsFor(language);
  return c.html(await renderPage(
    <Page title={words.linkTitle} lang={language} theme={theme} kind="card">
      <section class="panel">
        <h1>{words.linkTitle}</h1>
        <p>{words.linkText}</p>
        <form method="post" class="fields">
          <AddressField id="email" label={words.address} words={words} value="" fault={fault} autocomplete="email" />
          <Trap words={words} />
          <button type="submit" class="main">{words.linkButton}</button>
        </form>
      </section>
    </Page>), fault === undefined ? 200 : 422);
}
