/** A plan as a person reads it before saying yes. */
import type { CampaignPlan } from '../campaign/plan.js';
import { printPublicText } from '../edition/public-text.js';
import { renderSegment } from '../segment/render.js';
import { findQuietBegin, findQuietEnd, showQuietHours } from '../schedule/quiet.js';
import { showLocal } from '../schedule/zone.js';
import type { ListRow } from '../store/lists.js';
import { renderTable } from './table.js';

/** Variants a person reads; --json has them all. */
const shownVariants = 12;

export function renderPlan(plan: CampaignPlan, list: Pick<ListRow, 'slug' | 'name' | 'fromName' | 'fromAddress' | 'quiet'>): string {
  const { counts, edition } = plan;
  const leftOut = Object.entries(counts.excluded).filter(([, count]) => count > 0);
  return [
    `\n${printPublicText(edition.subject, edition.fields)}\n`,
    renderTable([
      ['issue', `${edition.newsletter}/${edition.slug}, ${edition.itemCount} ${edition.itemCount === 1 ? 'item' : 'items'}, as ${edition.mode}`],
      ['from', `${list.fromName} <${list.fromAddress}>`],
      ['to', `list ${list.slug} (${list.name})`],
      ...(plan.segment === null ? [] : [['segment', renderSegment(plan.segment)]]),
    ]),
    '\n',
    renderTable([
      ['candidates', counts.candidates, ''],
      ...leftOut.map(([reason, count]): [string, number, string] => ['left out', count, reason]),
      ['audience', counts.audience, renderLanes(plan)],
      ...(plan.readers?.variants ?? []).slice(0, shownVariants).map(({ sections, count }): [string, number, string] => ['  see', count, sections.length === 0 ? 'none of the sections for some readers' : sections.join(', ')]),
      ...Object.entries(plan.readers?.count.missing ?? {}).filter(([, count]) => count > 0).map(([name, count]): [string, number, string] => ['  default', count, `have no ${name}`]),
    ]),
    '\n',
    renderTable([
      ['size', `${formatBytes(plan.messageBytes)} a mail${plan.readers === null ? '' : ' with the longest values'}, ${formatBytes(plan.messageBytes * counts.audience)} in all`],
      ['pace', `${plan.ratePerSecond}/s at the most`],
      ['time', renderTime(plan)],
      ...renderQuiet(plan, list.quiet),
      ...(plan.warnings ?? []).map((warning): [string, string] => ['warning', warning]),
    ]),
    '\n',
  ].join('');
}

/** With quiet hours and quotas of days between, it takes longer than it sends. */
function renderTime({ startAt, expectedSeconds, expectedEndAt }: CampaignPlan): string {
  const isLonger = expectedEndAt.getTime() - startAt.getTime() > expectedSeconds * 1_000 + 1_000;
  return `${formatDuration(expectedSeconds)}${isLonger ? ' of sending' : ''}, until about ${formatTime(expectedEndAt)}`;
}

/** What the quiet hours of the list do to this send. */
function renderQuiet({ startAt, expectedEndAt }: CampaignPlan, quiet: ListRow['quiet']): readonly (readonly [string, string])[] {
  if (quiet === null) return [];
  const end = findQuietEnd(quiet, startAt);
  const begin = findQuietBegin(quiet, startAt);
  if (end !== null) return [['quiet', `warning: ${showQuietHours(quiet)}; nothing goes out until ${showLocal(end, quiet.zone)}`]];
  return begin < expectedEndAt ? [['quiet', `warning: ${showQuietHours(quiet)}; it rests from ${showLocal(begin, quiet.zone)} until ${showLocal(findQuietEnd(quiet, begin) ?? begin, quiet.zone)}`]] : [];
}

function renderLanes(plan: CampaignPlan): string {
  if (plan.lanes.length <= 1) return '';
  return plan.lanes.map(({ lane, count }) => `${lane} ${count.toLocaleString('en')}`).join(', ');
}

export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} KB`;
  return bytes < 1_000_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}

export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Local time of this machine with its offset: the operator's clock. */
export function formatTime(at: Date): string {
  return at.toLocaleString('sv-SE', { timeZoneName: 'shortOffset' });
}
