/** What a SpamAssassin says of a mail, out of the answer of spamd to REPORT (SPAMC protocol 1.5, spamd/PROTOCOL of SpamAssassin). Pure. */
import type { Asked } from './online.js';

export type SpamRule = { readonly points: number; readonly name: string; readonly description: string };

export type SpamVerdict = {
  readonly score: number;
  /** From here on it calls a mail spam. */
  readonly threshold: number;
  /** Those that fit the mail, in the order of the report. Empty where the report is written in a way of its own. */
  readonly rules: readonly SpamRule[];
};

/** `address`: where it was asked. */
export type SpamAnswer = { readonly address: string; readonly answer: Asked<SpamVerdict> };

/** A refusal is told in the words of the server: `76 EX_PROTOCOL`. */
export function readSpamAnswer(octets: string): Asked<SpamVerdict> {
  const end = octets.indexOf('\r\n\r\n');
  const [first = '', ...fields] = octets.slice(0, Math.max(0, end)).split('\r\n');
  const [, code, words = ''] = /^SPAMD\/\d+\.\d+ (\d+) ?(.*)$/.exec(first) ?? [];
  if (code === undefined) return { failed: 'what answers is no spamd' };
  if (code !== '0') return { failed: `it refused with ${code} ${words}`.trim() };
  const [, score, threshold] = /^Spam:\s*\w+\s*;\s*(-?[\d.]+)\s*\/\s*(-?[\d.]+)\s*$/im.exec(fields.join('\n')) ?? [];
  if (!Number.isFinite(Number(score)) || !Number.isFinite(Number(threshold))) return { failed: 'its answer holds no score' };
  return { value: { score: Number(score), threshold: Number(threshold), rules: readRules(octets.slice(end + 4)) } };
}

/** The table below `pts rule name`; long descriptions go on in lines that begin with blanks. */
function readRules(report: string): readonly SpamRule[] {
  const rules: SpamRule[] = [];
  for (const line of report.split(/\r?\n/)) {
    const [, points, name, description = ''] = /^[ *]{0,3}(-?\d+(?:\.\d+)?)[ ]+([A-Z][A-Z0-9_]+)\b[ ]*(.*)$/.exec(line) ?? [];
    const last = rules.at(-1);
    if (points !== undefined && name !== undefined) rules.push({ points: Number(points), name, description: description.trim() });
    else if (last !== undefined && /^ {20,}\S/.test(line)) rules[rules.length - 1] = { ...last, description: `${last.description} ${line.trim()}` };
    else if (last !== undefined && line.trim() === '') break;
  }
  return rules;
}
