/** `courant dkim`: makes a key that signs mails, and prints the DNS record that lets receivers check them. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Config } from '../config.js';
import { UserError } from '../errors.js';
import { generateDkimKey, parseDkimKey, recordName, recordText, weaknessOf, zoneLine, type DkimKey } from '../message/dkim/key.js';
import { loadDkim } from '../message/dkim/load-keys.js';
import { listLists } from '../store/lists.js';
import type { Store } from '../store/store.js';
import type { CliContext } from './context.js';

type NewOptions = { readonly domain: string; readonly selector: string; readonly type: 'rsa' | 'ed25519'; readonly out?: string };

export function register(program: Command, context: CliContext): void {
  const dkim = program.command('dkim').description('keys that sign mails');
  dkim.command('new').description('makes a key pair: writes the private key, prints the DNS record and the setting')
    .requiredOption('--domain <domain>', 'the domain that signs: that of the From addresses, or above it', parseDomain)
    .requiredOption('--selector <name>', 'name of the key below _domainkey; a new one for each key, such as news2026', parseSelector)
    .addOption(new Option('--type <type>', 'everybody checks rsa (2048 bits); ed25519 is a second signature beside it').choices(['rsa', 'ed25519']).default('rsa'))
    .option('--out <file>', 'where the private key goes; default keys/<selector>.pem')
    .action((options: NewOptions) => makeKey(context, options));
  dkim.command('show').description('the DNS records of the keys that are set')
    .option('--domain <domain>', 'default: dkimDomain, or the domains of the lists', parseDomain)
    .option('--json', 'as JSON')
    .action(async (options: { domain?: string; json?: true }) => showRecords(context, options));
}

async function makeKey(context: CliContext, { domain, selector, type, out = `keys/${selector}.pem` }: NewOptions): Promise<void> {
  const pem = await generateDkimKey(type);
  await writeNewFile(out, pem);
  context.out(`The private key is in ${out}. Keep it out of version control and backups others read.\n\nPublish this record in the DNS of ${domain}:\n\n`
    + `${zoneLine(parseDkimKey(selector, pem, out), domain)}\n\nOnce it can be seen, set in courant.yaml:\n\n    dkimDomain: ${domain}\n    dkimKeys: {${selector}: ${out}}\n`);
}

/** Never over an existing file: a lost key breaks the signatures of mails under way. */
async function writeNewFile(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (isThere) throw new UserError('already-exists', `${file} exists already and is left alone.`, { hint: 'Name another file with --out, and a new selector for a new key.' });
    throw new UserError('dkim-key', `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

async function showRecords(context: CliContext, options: { domain?: string; json?: true }): Promise<void> {
  const config = await context.config();
  const { keys } = await loadDkim(config);
  if (keys.length === 0) throw new UserError('not-found', 'No DKIM key is set.', { hint: 'Make one with `courant dkim new` and set dkimKeys.' });
  const fixed = options.domain ?? config.dkimDomain;
  const domains = fixed === undefined ? await context.withStore((store) => signingDomains(store, config)) : [fixed];
  if (domains.length === 0) throw new UserError('not-found', 'There is no list yet, so no domain either.', { hint: 'Set dkimDomain, or name one with --domain.' });
  const records = domains.flatMap((domain) => keys.map((key) => toRecord(key, domain)));
  if (options.json) return context.json(records);
  context.out(records.map((record) => `${record.zoneLine}\n${record.weakness === undefined ? '' : `; warning: ${record.weakness}\n`}`).join(''));
}

function toRecord(key: DkimKey, domain: string) {
  return { domain, selector: key.selector, algorithm: key.algorithm, name: recordName(key.selector, domain), text: recordText(key), zoneLine: zoneLine(key, domain), weakness: weaknessOf(key) };
}

/** d= of the signatures: the one that is set, or those of the lists. */
export async function signingDomains(store: Store, config: Config): Promise<readonly string[]> {
  if (config.dkimDomain !== undefined) return [config.dkimDomain];
  const lists = await listLists(store);
  return [...new Set(lists.map((list) => list.fromAddress.slice(list.fromAddress.lastIndexOf('@') + 1)))].toSorted();
}

function parseDomain(text: string): string {
  if (!/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$/i.test(text)) throw new InvalidArgumentError('A domain, such as example.org; letters outside of ASCII in their xn-- form.');
  return text.toLowerCase();
}

function parseSelector(text: string): string {
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(text)) throw new InvalidArgumentError('Letters, digits and hyphens, such as news2026.');
  return text.toLowerCase();
}
