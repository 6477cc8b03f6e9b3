/** `courant compile`: an issue becomes the files that would be sent and published. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { createMailMaker, toMailSetup } from '../campaign/mailing.js';
import type { Config } from '../config.js';
import { toVariant } from '../edition/conditional.js';
import type { Edition } from '../edition/edition.js';
import { personalise, toFieldValues } from '../edition/personalise.js';
import { printPublicText } from '../edition/public-text.js';
import { measureSizes } from '../edition/size.js';
import { toCampaignId, toListId, toSubscriberId } from '../ids.js';
import type { CliContext } from './context.js';
import { prepareEdition, type Prepared } from './prepare.js';
import { findReader, nobody, type SampleReader } from './sample-reader.js';
import { renderTable } from './table.js';

export function register(program: Command, context: CliContext): void {
  program.command('compile').description('compiles an issue into mail.html, mail.txt, web.html, message.eml and report.json')
    .argument('<issue>', 'folder of the issue, its issue.yaml, or newsletter/slug')
    .requiredOption('--out <folder>', 'where the files go; made when missing')
    .option('--reader <file|address>', 'as this reader gets it: a file with his values, or an address of the list')
    .option('--list <slug>', 'the list that knows the reader')
    .option('--json', 'the report as JSON')
    .action((issue: string, options: Options) => compile(context, issue, options));
}

type Options = { out: string; reader?: string; list?: string; json?: true };

async function compile(context: CliContext, path: string, options: Options): Promise<void> {
  const config = await context.config();
  const prepared = await prepareEdition(context, config, path);
  const { edition } = prepared;
  const sample = options.reader === undefined ? nobody(edition) : await findReader(context, prepared, options.reader, options.list);
  const shown = isPersonal(edition) ? personalise(edition, sample.reader, sample.sections) : edition;
  const message = sampleMessage(prepared, config, sample);
  const report = makeReport(prepared, message);
  await mkdir(join(options.out, prepared.edition.slug), { recursive: true });
  const files: readonly [string, string | Uint8Array][] = [
    ['mail.html', shown.html], ['mail.txt', shown.text], ['web.html', prepared.edition.web],
    ['message.eml', message], ['report.json', JSON.stringify(report, undefined, 2) + '\n'],
    // the web edition shows its pictures beside itself, under the issue's name
    ...prepared.issue.assets.map((asset): [string, Uint8Array] => [join(prepared.edition.slug, asset.name), asset.bytes]),
  ];
  for (const [name, content] of files) await writeFile(join(options.out, name), content);
  if (options.json) return context.json(report);
  context.out(`Compiled ${report.newsletter}/${report.slug} with ${prepared.issue.template} as ${report.mode} into ${options.out}\n` + renderTable([
    ['mail.html', report.bytes.html.decoded, 'bytes', `${report.bytes.html.encoded.toLocaleString('en')} encoded`],
    ['mail.txt', report.bytes.text.decoded, 'bytes', `${report.bytes.text.encoded.toLocaleString('en')} encoded`],
    ['web.html', report.bytes.web, 'bytes', describeAssets(prepared)],
    ['message.eml', report.bytes.message, 'bytes', report.subject],
  ]));
}

/** `3 pictures, 1 file`: what lies beside the page. */
function describeAssets({ edition, issue }: Prepared): string {
  const shown = issue.assets.filter(({ name }) => edition.assets.includes(name));
  const fileCount = shown.filter(({ fileName }) => fileName !== undefined).length;
  const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
  return [count(shown.length - fileCount, 'picture'), ...(fileCount === 0 ? [] : [count(fileCount, 'file')])].join(', ');
}

/** To a made-up reader with a name and address of some length; the campaign is number 0, so its links lead nowhere. */
function sampleMessage({ edition, issue }: Prepared, config: Config, { reader, sections }: SampleReader): Buffer {
  const list = {
    id: toListId('0'), slug: edition.newsletter, name: edition.name, listIdHeader: `${edition.newsletter}.example.org`, fromName: edition.name,
    fromAddress: issue.publisher.email ?? 'news@example.org', replyTo: null, lang: edition.lang, optIn: 'single' as const, names: {}, attributes: [], topics: [], frequency: null, frequencies: [], timeZone: null, quiet: null, subscribe: 'closed' as const, welcome: false, accent: null, font: 'sans' as const, logo: null, consentTexts: {}, createdAt: new Date(0),
  };
  const source = { edition, list, campaignId: toCampaignId('0'), date: new Date(`${edition.date}T00:00:00Z`) };
  const keys = { current: 1, secrets: new Map([[1, new Uint8Array(32)]]) };
  const to = { subscriberId: toSubscriberId('0'), address: reader.address, name: reader.name ?? 'Reader', fields: toFieldValues(reader), variant: toVariant(edition, sections) };
  return createMailMaker(source, keys, toMailSetup(config))(to, false).message;
}

function isPersonal({ fields, conditionalSections }: Edition): boolean {
  return fields !== undefined || conditionalSections !== undefined;
}

function makeReport({ edition, issue }: Prepared, message: Buffer) {
  return {
    newsletter: edition.newsletter, slug: edition.slug, title: edition.title, subject: printPublicText(edition.subject, edition.fields), preheader: edition.preheader,
    hash: edition.hash, template: issue.template, mode: edition.mode, items: edition.itemCount, assets: issue.assets.length,
    bytes: { ...measureSizes(edition), web: Buffer.byteLength(edition.web), message: message.length },
  };
}
