/** What of a mail is asked for: read from the query of an address, so that any view is a link. Whatever is not known falls back to the usual. */
import { colourModes, type ColourMode, type FrameView } from './frame.js';

export const tabs = ['mail', 'text', 'web', 'source', 'compare'] as const;
export type Tab = (typeof tabs)[number];

export const sources = ['issue', 'mjml', 'html', 'text', 'mime'] as const;
export type Source = (typeof sources)[number];

export const comparisons = ['side', 'overlay', 'blink', 'words'] as const;
export type Comparison = (typeof comparisons)[number];

export type View = FrameView & {
  readonly tab: Tab;
  readonly source: Source;
  readonly compare: Comparison;
  /** Which file of the issue the source shows, by its place in the list. */
  readonly file: number;
  readonly reader: string;
  /** Ids of sections that are switched off by hand; undefined: as the reader gets them. */
  readonly hidden: ReadonlySet<string> | undefined;
  /** Pictures from elsewhere are asked for; without it nothing leaves this machine. */
  readonly hasRemote: boolean;
};

function oneOf<Value extends string>(values: readonly Value[], asked: string | undefined): Value {
  return values.find((value) => value === asked) ?? values[0] as Value;
}

/** Switched by hand so that all are seen. Ids of sections hold no asterisk. */
const noneHidden = '*';

function parseHidden(asked: string): View['hidden'] {
  if (asked === '') return undefined;
  return new Set(asked === noneHidden ? [] : asked.split(',').filter((id) => id !== ''));
}

export function parseView(query: Readonly<Record<string, string | undefined>>): View {
  const file = Number(query['file'] ?? '0');
  return {
    tab: oneOf(tabs, query['tab']),
    source: oneOf(sources, query['source']),
    compare: oneOf(comparisons, query['compare']),
    file: Number.isInteger(file) && file >= 0 ? file : 0,
    reader: query['reader'] ?? '',
    hidden: parseHidden(query['hide'] ?? ''),
    colours: oneOf<ColourMode>(colourModes, query['colours']),
    hasPictures: query['pictures'] !== 'off',
    hasRemote: query['pictures'] === 'all',
    hasStyles: query['styles'] !== 'off',
  };
}
