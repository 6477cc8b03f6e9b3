/** Which sections for some readers a person of a list gets: what their `readers:` ask, answered from what the list knows. */
import { isAddressFault, parseAddress } from '../address/parse.js';
import type { AttributeDeclaration } from '../audience/attributes.js';
import type { Edition } from '../edition/edition.js';
import { toUserErrors } from '../errors.js';
import { matchesSegment, toSubject, type SegmentSubject } from '../segment/match.js';
import { parseSegment } from '../segment/parse.js';
import { longestReader, type SampleReader } from './reader.js';
import type { SectionChoice } from './section-choice.js';

export type KnownList = { readonly slug: string; readonly attributes: readonly AttributeDeclaration[]; readonly topics: readonly { readonly slug: string }[] };

/** The one with the longest values sees all: no reader's mail is larger. */
export function chooseSections(edition: Pick<Edition, 'conditionalSections'>, reader: SampleReader, list: KnownList, now: Date): SectionChoice {
  const hidden = new Set<string>();
  const faults = new Map<string, string>();
  for (const { id, readers } of edition.conditionalSections ?? []) {
    try {
      const segment = parseSegment(readers, list.attributes, { topics: list.topics.map(({ slug }) => slug) });
      if (reader.id !== longestReader.id && !matchesSegment(segment, toReaderSubject(reader, list, now), now)) hidden.add(id);
    } catch (error) {
      const [fault] = toUserErrors(error);
      if (fault === undefined) throw error;
      faults.set(id, [fault.message, fault.hint].filter((part) => part !== undefined).join(' '));
    }
  }
  return { hidden, faults };
}

const isPlain = (value: unknown): value is string | number | boolean => ['string', 'number', 'boolean'].includes(typeof value);

function toReaderSubject(reader: SampleReader, list: KnownList, now: Date): SegmentSubject {
  const parsed = parseAddress(reader.address);
  const attributes = Object.fromEntries(Object.entries(reader.attributes).flatMap(([name, value]): [string, string][] => (isPlain(value) ? [[name, String(value)]] : [])));
  return toSubject({
    address: reader.address, domain: isAddressFault(parsed) ? '' : parsed.domain, name: reader.name === '' ? null : reader.name,
    lang: reader.lang ?? null, attributes, lists: [list.slug], ...reader.membership,
  }, now);
}
