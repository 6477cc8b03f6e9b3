/** Who the mail is shown to: sample readers from `readers.yaml` of the newsletter or the project, and made-up ones when there is no such file. */
import { z } from 'zod';
import type { Reader } from '../edition/personalise.js';
import type { SegmentSubject } from '../segment/match.js';

export type SampleReader = Reader & {
  readonly id: string;
  readonly name: string;
  /** What a list knows beside the values: only of its own people. */
  readonly membership?: Pick<SegmentSubject, 'subscriberId' | 'joinedAt' | 'source' | 'topics' | 'frequency'>;
};

export const readersFile = 'readers.yaml';

/** Whatever else stands there is an attribute, by the name the list declares. */
export const readersSchema = z.array(z.looseObject({ name: z.string().default(''), address: z.string().min(3), lang: z.string().optional() }));

export const madeUpReaders: readonly SampleReader[] = [
  { id: 'sample', name: 'Kim Minji', address: 'minji.kim@mail.example', attributes: {} },
  { id: 'nameless', name: '', address: 'a@b.example', attributes: {} },
];

/** RFC 5321 4.5.3.1: 64 octets before the sign, 255 behind it; a name that long is one that people have. */
export const longestReader: SampleReader = {
  id: 'longest', name: 'Wolfeschlegelsteinhausenbergerdorff-Papadimitrakopoulos, 대한민국 서울특별시',
  address: `${'longest-local-part-that-a-mail-address-may-have-by-its-standard'.slice(0, 64)}@subdomain-of-a-department.of-a-very-long-organisation-name.example`,
  attributes: {},
};

/** `data`: the YAML file as plain values. Throws what zod throws. */
export function toReaders(data: unknown): readonly SampleReader[] {
  return readersSchema.parse(data).map(({ name, address, lang, ...attributes }, index) => ({ id: `reader-${index + 1}`, name, address, ...(lang === undefined ? {} : { lang }), attributes }));
}

const bytesOf = (value: unknown): number => Buffer.byteLength(String(value));

function longestOf<Value>(values: readonly Value[]): Value | undefined {
  return values.toSorted((one, other) => bytesOf(other) - bytesOf(one))[0];
}

/** The one whose values take the most room, field by field: no reader's mail is larger. */
export function toLongest(readers: readonly SampleReader[]): SampleReader {
  if (readers.length === 0) return longestReader;
  const names = [...new Set(readers.flatMap(({ attributes }) => Object.keys(attributes)))];
  return {
    id: 'longest', name: longestOf(readers.map(({ name }) => name)) ?? '', address: longestOf(readers.map(({ address }) => address)) ?? '',
    attributes: Object.fromEntries(names.map((name) => [name, longestOf(readers.flatMap(({ attributes }) => (name in attributes ? [attributes[name]] : [])))])),
  };
}
