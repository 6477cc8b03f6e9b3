/** Durations as people write them: 90m, 6h, 2d, 1h30m. */
import { UserError } from '../errors.js';

const units: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000 };

/** Milliseconds, above zero and at most 31 days. Throws `duration-invalid`. */
export function parseDuration(text: string): number {
  const trimmed = text.trim();
  const parts = [...trimmed.matchAll(/(\d{1,4})([dhm])/g)];
  const isWhole = parts.length > 0 && parts.map(([part]) => part).join('') === trimmed;
  const total = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0);
  if (isWhole && total > 0 && total <= 31 * 86_400_000) return total;
  throw new UserError('duration-invalid', `"${text}" is no duration.`, { hint: 'Write 90m, 6h, 2d or 1h30m; at most 31d.' });
}

/** Whole minutes: `1 d 2 h`, `45 min`. */
export function showDuration(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  const parts = [[Math.floor(minutes / 1440), 'd'], [Math.floor(minutes / 60) % 24, 'h'], [minutes % 60, 'min']] as const;
  return parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`).join(' ') || '0 min';
}
