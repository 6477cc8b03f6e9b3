/** What of a mail which readers do not get: the uses of features held against what the programs of the mix know. */
import { familyLabel, spreadMix, type Client, type ClientMix, type ClientShare } from './clients.js';
import { isIntended } from './baseline.js';
import type { Feature } from './features.js';
import { isAssumed, supportOf } from './known.js';
import type { Readership, Use } from './read-html.js';

export type Gap = {
  readonly feature: Feature;
  /** Of the first use; `count` is all of them. */
  readonly text: string;
  readonly texts: readonly string[];
  readonly kind: Use['kind'];
  /** Offset in the mail. */
  readonly at: number;
  readonly count: number;
  /** By share, the largest first. */
  readonly clients: readonly ClientShare[];
  readonly percent: number;
};

/** Less is not worth an editor's time. */
const leastPercent = 1;

export function findGaps(uses: readonly Use[], mix: ClientMix): readonly Gap[] {
  const shares = spreadMix(mix);
  const byFeature = groupBy(uses.filter((use) => !isIntended(use)), (use) => use.feature);
  return [...byFeature].flatMap(([feature, ofFeature]) => toGap(feature, ofFeature, shares) ?? []).toSorted((one, other) => other.percent - one.percent);
}

function groupBy<Value, Key>(values: readonly Value[], keyOf: (value: Value) => Key): ReadonlyMap<Key, readonly Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return groups;
}

function toGap(feature: Feature, uses: readonly Use[], shares: readonly ClientShare[]): Gap | undefined {
  const lost = uses.filter((use) => shares.some(({ client }) => isLost(use, client)));
  const [first] = lost.toSorted((one, other) => one.at - other.at);
  if (first === undefined) return undefined;
  const clients = shares.filter(({ client }) => lost.some((use) => isLost(use, client))).toSorted((one, other) => other.percent - one.percent);
  const percent = clients.reduce((sum, share) => sum + share.percent, 0);
  if (percent < leastPercent) return undefined;
  const count = lost.reduce((sum, use) => sum + use.count, 0);
  return { feature, text: first.text, texts: [...new Set(lost.map((use) => use.text))], kind: first.kind, at: first.at, count, clients, percent };
}

/** Support in part counts as support: most notes of the data speak of accounts of other services, or of rare forms. */
function isLost(use: Use, client: Client): boolean {
  return isRead(use.readership, client) && supportOf(use.feature.slug, client) === 'n' && use.within.every((slug) => slug === use.feature.slug || supportOf(slug, client) !== 'n');
}

function isRead(readership: Readership, client: Client): boolean {
  if (readership === 'all') return true;
  return readership === (client.id === 'outlook-windows' ? 'outlook' : 'others');
}

const verbs: Partial<Record<Use['kind'], string>> = { element: 'is not shown as meant by', attribute: 'does nothing in', image: 'cannot be shown by' };

/** "`display: grid` is ignored by Outlook for Windows (12 % of your readers): what should stand side by side stands below each other". */
export function describeGap(gap: Gap): string {
  const verb = verbs[gap.kind] ?? 'is ignored by';
  const others = gap.texts.length > 1 ? ` and ${gap.texts.length - 1} like it` : '';
  return `\`${gap.text}\`${others} ${verb} ${nameClients(gap.clients)} (${formatPercent(gap.percent)} of your readers): ${gap.feature.loss}`;
}

function formatPercent(percent: number): string {
  return `${percent < 10 && !Number.isInteger(percent) ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** A family by its own name when all of it is meant. */
function nameClients(shares: readonly ClientShare[]): string {
  const total = (members: readonly ClientShare[]): number => members.reduce((sum, { percent }) => sum + percent, 0);
  const families = [...groupBy(shares, ({ client }) => client.family)].toSorted(([, one], [, other]) => total(other) - total(one));
  const names = families.flatMap(([family, members]) => {
    const isWhole = members.reduce((sum, { client }) => sum + client.part, 0) === 100;
    return isWhole ? [hedge(familyLabel(family), members)] : members.map((member) => hedge(member.client.label, [member]));
  });
  const shown = names.length > 5 ? [...names.slice(0, 4), `${names.length - 4} more`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}

function hedge(label: string, members: readonly ClientShare[]): string {
  return members.every(({ client }) => isAssumed(client)) ? `${label} (assumed)` : label;
}
