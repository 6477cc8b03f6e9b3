/** `--reader`: the reader whose mail `courant compile` writes: a file with his values, or an address of a list with what the list knows. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { isAddressFault, parseAddress } from '../address/parse.js';
import { requireList } from '../audience/lists.js';
import { sectionsOf } from '../campaign/plan-readers.js';
import { resolveReaders } from '../campaign/readers.js';
import type { Edition } from '../edition/edition.js';
import type { Reader } from '../edition/personalise.js';
import { UserError } from '../errors.js';
import { countPersonal } from '../store/personal.js';
import type { Store } from '../store/store.js';
import { findSubscriberByCanonical } from '../store/subscribers.js';
import type { CliContext } from './context.js';
import type { Prepared } from './prepare.js';

export type SampleReader = { readonly reader: Reader; readonly sections: 'all' | ReadonlySet<string> };

/** Whatever else stands there is an attribute, as in readers.yaml of the preview. */
const fileSchema = z.looseObject({
  name: z.string().optional(), address: z.string().default('reader@example.org'), lang: z.string().optional(), sections: z.array(z.string()).optional(),
});

/** Throws UserError `usage`, `not-found`, and what the fields and segments of the issue give. */
export async function findReader(context: CliContext, prepared: Prepared, named: string, listSlug: string | undefined): Promise<SampleReader> {
  if (!named.includes('@')) return readReader(named);
  if (listSlug === undefined) throw new UserError('usage', 'A reader named by his address wants a list.', { hint: 'Say --list as well, or name a file with his values.' });
  return context.withStore((store) => lookUp(store, prepared, named, listSlug));
}

async function readReader(path: string): Promise<SampleReader> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => { throw new UserError('not-found', `The file ${path} cannot be read.`, { hint: 'It holds name, address, lang and attributes of one reader, as YAML.', cause }); });
  const read = fileSchema.safeParse(parsedOf(text));
  if (!read.success) throw new UserError('usage', `${path} describes no reader.`, { hint: 'Such as: name: Kim, address: kim@example.org, plan: pro, sections: [patrons]' });
  const { name, address, lang, sections, ...attributes } = read.data;
  return { reader: { address, attributes, ...(name === undefined ? {} : { name }), ...(lang === undefined ? {} : { lang }) }, sections: sections === undefined ? 'all' : new Set(sections) };
}

function parsedOf(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/** Values and sections by the same statement as the freeze. */
async function lookUp(store: Store, { edition, issue }: Prepared, address: string, listSlug: string): Promise<SampleReader> {
  const list = await requireList(store, listSlug);
  const parsed = parseAddress(address);
  if (isAddressFault(parsed)) throw new UserError('address-invalid', `${address}: ${parsed.reason}`);
  const subscriber = await findSubscriberByCanonical(store, parsed.canonical);
  if (subscriber === undefined) throw new UserError('not-found', `Nobody of the address ${address} is known.`);
  const needs = await resolveReaders(store, list, edition, issue);
  const one = { text: 'select $2::bigint as subscriber_id', values: [list.id, subscriber.id] };
  const { longest, variants } = await countPersonal(store, one, needs, { listId: list.id, now: new Date() });
  const attributes = Object.fromEntries(Object.entries(longest).map(([key, value]) => [key, typeof value === 'object' ? value.date : value]));
  const reader = { address: subscriber.address, attributes, ...(subscriber.name === null ? {} : { name: subscriber.name }), ...(subscriber.lang === null ? {} : { lang: subscriber.lang }) };
  return { reader, sections: new Set(sectionsOf(edition, variants[0]?.variant ?? 0)) };
}

/** Whoever has no values: defaults, and something where there is none. He sees every section. */
export function nobody({ fields }: Edition): SampleReader {
  const gaps = (fields ?? []).flatMap((field) => (field.default === undefined ? [[field.name, '…'] as const] : []));
  return { reader: { address: 'reader@example.org', attributes: Object.fromEntries(gaps) }, sections: 'all' };
}
