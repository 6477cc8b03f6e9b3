/**
 * What newsletter.yaml and issue.yaml may hold. The descriptions are shown by editors that know the JSON Schema made from this file.
 * Texts are read from the YAML itself, with their places; this schema says only whether they may stand there.
 */
import { z } from 'zod';
import { clientLabel, clientNames } from '../preflight/support/clients.js';
import { isLanguageTag } from './language.js';

/** Numbers count as text: `title: 2020` needs no quotes. */
const text = z.union([z.string().regex(/\S/, 'must not be empty'), z.number()]);
const markdown = text;
const language = z.string().refine(isLanguageTag, 'must be a language tag such as ko, en or zh-Hans');
/** Before fields become tokens: any word may stand for them. */
const itemUrl = z.string().refine((value) => isWebUrl(value.replaceAll(/\{\{[^{}]*\}\}/g, 'x')), 'must be an address that begins with https:// or http://');
const webUrl = z.string().refine(isWebUrl, 'must be an address that begins with https:// or http://');
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date such as 2020-07-22').refine(isCalendarDate, 'must be a day that exists, such as 2020-07-22');
const id = z.string().regex(/^[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*$/, 'must begin with a letter and hold only letters, digits and single hyphens');
const topic = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'must be the name of a topic as the list declares it, such as economy');
const count = z.union([z.int('must be a whole number').min(0, 'must not be negative'), z.string().regex(/^\d{1,9}$/, 'must be a whole number')]);

function isWebUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:\/\//i.test(value) && !/\s/.test(value);
}

function isCalendarDate(value: string): boolean {
  const day = new Date(value + 'T00:00:00Z');
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

const publisher = z.strictObject({
  name: text.optional().describe('Who publishes the newsletter. Default: the name of the newsletter.'),
  director: text.optional().describe('Who answers for the content.'),
  phone: text.optional().describe('Telephone number, as readers shall see it.'),
  email: z.email('must be an address such as desk@example.org').optional().describe('Address for readers.'),
  address: text.optional().describe('Postal address; several laws ask for it in every mail.'),
  url: webUrl.optional().describe('Web site of the publisher.'),
  licence: text.optional().describe('What readers may do with the content.'),
}).describe('Who publishes; shown at the end of every mail. What the issue says wins over newsletter.yaml, key by key.');

const image = z.strictObject({
  src: text.describe('Picture file relative to this file, or an https:// address.'),
  alt: text.optional().describe('What the picture shows, for readers who do not see it. Required unless decorative.'),
  caption: text.optional().describe('Text below the picture.'),
  credit: text.optional().describe('Where the picture comes from, as readers shall see it.'),
  decorative: z.boolean().optional().describe('true: the picture tells nothing, so it has no alt text.'),
}).describe('A picture for the item.');

const source = z.union([text, z.strictObject({
  name: text.describe('Name in the script of the reader.'),
  original: text.optional().describe('Name in its own script.'),
  lang: language.optional().describe('Language of the original name, such as zh-Hans.'),
  url: webUrl.optional().describe('Where the source is found.'),
})]).describe('Where the item comes from: a name, or name, original, lang and url.');

const body = z.union([markdown, z.strictObject({ file: text.describe('Markdown file relative to this file, such as articles/01.md.') })])
  .describe('The text in Markdown, or {file: articles/01.md}.');

const item = z.strictObject({
  title: text.describe('Headline.'),
  id: id.optional().describe('Name in addresses, unique in the issue. Default: from the title.'),
  series: z.strictObject({ name: text.describe('Name of the series.'), number: count.describe('Which part of the series.') }).optional()
    .describe('The series this item is a part of.'),
  source: source.optional(),
  date: date.optional().describe('Day the source published it, such as 2020-07-15.'),
  byline: text.optional().describe('Who wrote it.'),
  url: itemUrl.optional().describe('The item lives elsewhere: its title leads there. Path, query and fragment may hold fields such as {{reader.customerId}}.'),
  summary: markdown.optional().describe('A few sentences in Markdown. Default: the first sentences of the body.'),
  image: image.optional(),
  body: body.optional(),
});

const items = z.array(item).describe('The items, in order.');

const group = z.strictObject({
  title: text.describe('Headline of the group.'),
  id: id.optional().describe('Name in addresses, unique in the issue. Default: from the title.'),
  intro: markdown.optional().describe('Markdown below the headline.'),
  items,
});

const section = z.strictObject({
  title: text.describe('Headline of the section.'),
  id: id.optional().describe('Name in addresses, unique in the issue. Default: from the title.'),
  sourceLang: language.optional().describe('Language of the foreign words in this section, such as zh.'),
  readers: text.optional().describe('Segment of the readers who see this section, such as: plan = "pro". The name of a segment of the list will do. Default: all readers.'),
  web: z.boolean().optional().describe('false: the section is not in the web edition, and its items are in the mail in full. Default: true.'),
  intro: markdown.optional().describe('Markdown below the headline.'),
  items: items.optional(),
  groups: z.array(group).optional().describe('Groups of items; they come after the items.'),
});

const defaults = {
  lang: language.optional().describe('Language of the text, such as ko. Required in the issue or in newsletter.yaml.'),
  dir: z.enum(['ltr', 'rtl']).optional().describe('Writing direction. Default: from the language.'),
  template: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be the name of a template folder, such as weekly').optional()
    .describe('Folder name of the template. Default: weekly.'),
  mail: z.enum(['digest', 'full', 'auto']).optional()
    .describe('What the mail carries: digest (summaries), full (everything), auto (full while it is small enough). Default: auto.'),
  advertising: z.boolean().optional().describe('true when the mail advertises: Korean law and others ask for a mark. Required in the issue or in newsletter.yaml.'),
  subject: text.optional().describe('Subject of the mail; may hold {{name}}, {{number}}, {{title}}, {{date}} and fields such as {{reader.name default="friend"}}. Default: the title.'),
  publisher: publisher.optional(),
  text: z.strictObject({
    wrap: z.int('must be a whole number').min(40, 'must be 40 or more').max(200, 'must be 200 or less').optional()
      .describe('Columns after which lines of the text part break, such as 72. Default: a paragraph is one line, and the mail program breaks it.'),
  }).optional().describe('How the text part of the mail is written.'),
};

const acknowledged = z.strictObject({
  rule: text.describe('Name of the rule, as `courant check` prints it.'),
  reason: text.describe('Why it is right here. Stands in the report.'),
});

const percent = z.number().min(0, 'must be 0 or more').max(100, 'must be 100 or less').optional();

const clients = z.strictObject(Object.fromEntries(clientNames.map((name) => [name, percent.describe(`Percent of the readers who use ${clientLabel(name)}.`)])))
  .refine((mix) => Object.values(mix).reduce<number>((sum, share) => sum + (share ?? 0), 0) <= 100.5, 'must not add up to more than 100 percent')
  .describe('Percent of the readers per mail program, such as {gmail: 40, outlook-windows: 12}, for the preflight. A family stands for those of its programs that are not named. Default: a guess by language.');

export const newsletterSchema = z.strictObject({
  name: text.describe('Name of the newsletter, as the masthead shows it.'),
  clients: clients.optional(),
  ...defaults,
}).describe('A newsletter: masthead and defaults of its issues (Courant, format 1).');

export const issueSchema = z.strictObject({
  number: count.optional().describe('Number of the issue.'),
  date: date.describe('Day of the issue, such as 2020-07-22.'),
  ready: z.boolean().optional().describe('true: a schedule may send this issue on its day. Other commands do not ask. Default: false.'),
  title: text.describe('Title of the issue.'),
  preheader: text.optional().describe('The line mail programs show beside the subject; 40 to 90 characters. May hold fields such as {{reader.firstName default="friend"}}.'),
  topics: z.array(topic).min(1, 'must hold at least one topic').optional()
    .describe('Topics of the list that the issue is of: readers who chose only others do not get it. Default: it is for everybody.'),
  ...defaults,
  intro: markdown.optional().describe('Markdown in front of the sections.'),
  acknowledge: z.array(acknowledged).optional().describe('Warnings of `courant check` that are left as they are, each with the reason. Errors cannot be acknowledged.'),
  sections: z.array(section).min(1, 'must hold at least one section').describe('The sections, in order.'),
}).describe('One issue of a newsletter (Courant, format 1).');

const listedWord = z.string().regex(/[\p{L}\p{N}]/u, 'must hold a letter').regex(/^\*?[^*]+\*?$/, 'may have * only as its first or last character');

const spelling = z.strictObject({
  write: text.describe('The right spelling.'),
  not: z.array(listedWord).min(1, 'must hold at least one word').describe('Wrong spellings to look for. A word is met whole, with Korean particles; "*" at an end lets the word go on there. Put a word that begins with * into quotes.'),
});

const forbiddenWord = z.strictObject({
  word: listedWord.describe('A word that is not to be used, whatever its capitals; "*" at an end lets it go on there.'),
  say: text.optional().describe('What to say instead.'),
  why: text.optional().describe('Why it is not used; stands in the report.'),
});

export const wordsSchema = z.strictObject({
  spellings: z.array(spelling).optional().describe('Names and sources as they are to be written.'),
  forbidden: z.array(forbiddenWord).optional().describe('Words that are not to be used.'),
}).describe('The word list of a newsletter, for `courant check` (Courant, format 1).');

/** Draft 7 is what every YAML plugin knows; the newer one is for tools that ask for it. */
export type JsonSchemaDraft = 'draft-7' | 'draft-2020-12';

/** The JSON Schema of a file, for editors. */
export function toJsonSchema(schema: z.ZodType, draft: JsonSchemaDraft = 'draft-7'): string {
  return JSON.stringify(z.toJSONSchema(schema, { io: 'input', target: draft }), null, 2) + '\n';
}
