/**
 * Joining a list: the form, and the page behind the link of the confirmation mail. GET changes nothing; the form's POST leaves a note and
 * says the same for every address; only the POST behind the link puts anybody on a list. No cookie, no script.
 */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { isAddressFault, parseAddress, type Address } from '../../address/parse.js';
import type { ConfirmView } from '../../audience/signup.js';
import { listNameIn } from '../../audience/leaving.js';
import { chooseLanguage, fillWords, knownLanguage, readAcceptLanguage, type Words, wordsFor } from '../../audience/words/words.js';
import type { ListRow } from '../../store/lists.js';
import type { NewSignup } from '../../store/signups.js';
import { Page, renderPage } from '../page.js';
import { AddressField, attributeFault, AttributeField, attributeText, type Faults, LanguageField, readDetails, TextField, Trap } from './fields.js';
import { readForm, type Form } from './form.js';
import { FrequencyChoices, readFrequency, readTopics, TopicBoxes } from './list-choices.js';
import { showNote } from './note.js';
import { refuseLink, type LinkDesk } from './refusal.js';

export type SubscribeDesk = {
  findList(slug: string): Promise<ListRow | undefined>;
  /** For the hidden field: when the form was shown. */
  makeFormToken(list: ListRow): string;
  /** Milliseconds since it was shown; undefined: none of ours, or of another list. */
  readFormAge(list: ListRow, token: string): number | undefined;
  /** False: too many forms came from this network today. */
  admit(c: Context): Promise<boolean>;
  take(c: Context, signup: Omit<NewSignup, 'askedAt' | 'origin'>): Promise<void>;
};

export type ConfirmDesk = LinkDesk & {
  read(token: string): Promise<ConfirmView | undefined>;
  confirm(token: string): Promise<ConfirmView | undefined>;
};

const bodyLimitBytes = 64_000; // fifty attributes of two thousand characters would be more than a form needs
/** Programs answer at once. Who is quick, or comes from an embedded form, is asked to press once more. */
const quickestMs = 2_000;
const oldestMs = 86_400_000;

export function createSubscribeRoutes(desk: SubscribeDesk): Hono {
  const routes = new Hono();
  routes.get('/:slug', async (c) => {
    const list = await desk.findList(c.req.param('slug'));
    if (list === undefined) return c.notFound();
    return list.subscribe === 'closed' ? showClosed(c, list) : showForm(c, desk, list, {});
  });
  routes.post('/:slug', bodyLimit({ maxSize: bodyLimitBytes }), async (c) => {
    const list = await desk.findList(c.req.param('slug'));
    if (list === undefined) return c.notFound();
    return list.subscribe === 'closed' ? showClosed(c, list) : takeForm(c, desk, list);
  });
  return routes;
}

async function takeForm(c: Context, desk: SubscribeDesk, list: ListRow): Promise<Response> {
  const form = await readForm(c);
  const language = languageOf(c, list, form);
  const words = wordsFor(language);
  if (form.text('website') !== '') return showMailed(c, list, language);
  const age = desk.readFormAge(list, form.text('opened'));
  const read = readSignup(form, list, language, words, age !== undefined);
  if (read.faults.size > 0) return showForm(c, desk, list, { form, faults: read.faults });
  if (age === undefined || age > oldestMs) return showForm(c, desk, list, { form, isOnceMore: true });
  // The old token stays in the form, so that the second press is late enough.
  if (age < quickestMs) return showForm(c, desk, list, { form, isOnceMore: true, opened: form.text('opened') });
  if (!(await desk.admit(c))) return showListNote(c, list, language, words.tooManyTitle, words.tooManyText, 429);
  await desk.take(c, read.signup);
  return showMailed(c, list, language);
}

type Read = { readonly signup: Omit<NewSignup, 'askedAt' | 'origin'>; readonly faults: Faults };

function readSignup(form: Form, list: ListRow, language: string, words: Words, isWhole: boolean): Read {
  const address = parseAddress(form.text('email'));
  const details = readDetails(form, list.attributes, words);
  // An embedded form asks for the address alone; the rest is asked on our page, where nothing is a fault before it was seen.
  const faults = new Map(isWhole ? details.faults : []);
  if (isAddressFault(address) && (isWhole || form.text('email') !== '')) faults.set('email', words.badAddress);
  const known = isAddressFault(address) ? { address: '', canonical: '', domain: '' } satisfies Partial<Address> : address;
  const topics = readTopics(form, list.slug, list.topics, isWhole);
  return {
    faults,
    signup: {
      listId: list.id, address: known.address, canonical: known.canonical, domain: known.domain, name: details.name, attributes: details.attributes, topics,
      frequency: readFrequency(form, list.slug, list.frequencies) ?? null,
      lang: knownLanguage(form.text('lang')) ?? language, timeZone: null, consentText: consentTextOf(list, language),
    },
  };
}

/** What the reader is shown above the button, word for word what is recorded. */
export function consentTextOf(list: ListRow, language: string): string {
  const own = list.consentTexts[language] ?? list.consentTexts[language.split('-')[0] ?? ''] ?? list.consentTexts[list.lang];
  return own ?? fillWords(wordsFor(language).consent, { name: listNameIn(list, language) });
}

/** What the address says, then the form, then the browser, then the list. */
function languageOf(c: Context, list: ListRow, form?: Form): string {
  return chooseLanguage(c.req.query('lang'), form?.text('page-lang'), ...readAcceptLanguage(c.req.header('accept-language')), list.lang);
}

type Shown = { readonly form?: Form; readonly faults?: Faults; readonly isOnceMore?: boolean; readonly opened?: string };

async function showForm(c: Context, desk: SubscribeDesk, list: ListRow, shown: Shown): Promise<Response> {
  const language = languageOf(c, list, shown.form);
  const page = <FormPage list={list} language={language} opened={shown.opened ?? desk.makeFormToken(list)} shown={shown} />;
  return c.html(await renderPage(page), (shown.faults?.size ?? 0) > 0 ? 422 : 200);
}

function FormPage({ list, language, opened, shown }: { readonly list: ListRow; readonly language: string; readonly opened: string; readonly shown: Shown }) {
  const words = wordsFor(language);
  const title = fillWords(words.subscribeTitle, { name: listNameIn(list, language) });
  const { form, faults = new Map<string, string>() } = shown;
  // A form of ours has asked for them, and none ticked means none; an embedded one has not.
  const chosen = form?.has('opened') === true ? form.texts(`topics-${list.slug}`) : null;
  return (
    <Page title={faults.size > 0 ? `${words.faultTitle}: ${title}` : title} lang={language} theme={list} kind="card">
      <section class="panel">
        <h1>{title}</h1>
        {list.frequency === null ? null : <p class="soft" dir="auto">{list.frequency}</p>}
        {faults.size > 0 ? <p class="faults" role="alert">{words.faultTitle}</p> : shown.isOnceMore === true ? <p class="note" role="status">{words.againText}</p> : null}
        <form method="post" class="fields">
          <input type="hidden" name="opened" value={opened} />
          <input type="hidden" name="page-lang" value={language} />
          <AddressField id="email" label={words.address} words={words} value={form?.text('email') ?? ''} fault={faults.get('email')} autocomplete="email" />
          <TextField id="name" label={words.name} words={words} value={form?.text('name') ?? ''} fault={faults.get('name')} autocomplete="name" maxlength={200} />
          {list.attributes.filter(({ isShown }) => isShown).map((declared) => (
            <AttributeField declared={declared} words={words} language={language} value={attributeText(form, declared, undefined)} fault={attributeFault(faults, declared)} />
          ))}
          {list.topics.length === 0 ? null : <TopicBoxes slug={list.slug} topics={list.topics} chosen={chosen} label={words.topics} language={language} />}
          {list.frequencies.length === 0 ? null : <FrequencyChoices slug={list.slug} offered={list.frequencies} chosen={(form && readFrequency(form, list.slug, list.frequencies)) ?? null} label={words.frequency} language={language} />}
          <LanguageField words={words} value={knownLanguage(form?.text('lang') ?? '') ?? language} />
          <Trap words={words} />
          <p class="small soft">{consentTextOf(list, language)}</p>
          <button type="submit" class="main">{words.subscribeButton}</button>
        </form>
      </section>
    </Page>
  );
}

async function showMailed(c: Context, list: ListRow, language: string): Promise<Response> {
  const words = wordsFor(language);
  return showListNote(c, list, language, words.mailedTitle, words.mailedText, 200);
}

async function showClosed(c: Context, list: ListRow): Promise<Response> {
  const language = languageOf(c, list);
  const words = wordsFor(language);
  return showListNote(c, list, language, words.closedTitle, words.closedText, 403);
}

/** In the colours of the list, and naming it. */
function showListNote(c: Context, list: ListRow, language: string, title: string, text: string, status: 200 | 403 | 429): Promise<Response> {
  return showNote(c, { title, text, language, theme: list, listName: listNameIn(list, language) }, status);
}

export function createConfirmRoutes(desk: ConfirmDesk): Hono {
  const routes = new Hono();
  routes.get('/:token', async (c) => showConfirm(c, desk, await desk.read(c.req.param('token'))));
  routes.post('/:token', bodyLimit({ maxSize: bodyLimitBytes }), async (c) => {
    const form = await readForm(c);
    const token = c.req.param('token');
    return showConfirm(c, desk, form.text('act') === 'confirm' ? await desk.confirm(token) : await desk.read(token));
  });
  return routes;
}

async function showConfirm(c: Context, desk: ConfirmDesk, view: ConfirmView | undefined): Promise<Response> {
  const accepted = readAcceptLanguage(c.req.header('accept-language'));
  if (view === undefined) return refuseLink(c, desk);
  const { list, lang, state } = view;
  const language = chooseLanguage(lang, ...accepted, list.lang);
  const words = wordsFor(language);
  const name = listNameIn(list, language);
  if (state === 'closed') return showListNote(c, list, language, words.closedTitle, words.closedText, 403);
  if (state === 'done') return showListNote(c, list, language, words.confirmedTitle, fillWords(words.confirmedText, { name }), 200);
  return c.html(await renderPage(
    <Page title={words.confirmTitle} lang={language} theme={list} kind="card">
      <section class="panel">
        <h1>{words.confirmTitle}</h1>
        <p><span class="list">{name}</span></p>
        <p>{fillWords(words.confirmText, { name })}</p>
        <form method="post" class="acts"><button type="submit" class="main" name="act" value="confirm">{words.confirmButton}</button></form>
      </section>
    </Page>));
}
