/** Gaps of one kind of harm, as problems for a report. */
import type { Problem } from '../rule.js';
import type { Subject } from '../subject.js';
import type { Harm } from './features.js';
import { describeGap, type Gap } from './gaps.js';
import { sourceOf } from './known.js';
import { placeOfGap } from './place.js';

export function problemsOf(subject: Subject, harm: Harm): readonly Problem[] {
  return subject.gaps.filter((gap) => gap.feature.harm === harm).map((gap) => {
    const at = placeOfGap(gap, subject);
    return { part: 'mail', message: `${describeGap(gap)}.`, at, hint: hintOf(gap, subject.edition.html, at !== undefined) };
  });
}

function hintOf(gap: Gap, html: string, hasPlace: boolean): string | undefined {
  const url = sourceOf(gap.feature.slug);
  const before = html.slice(0, gap.at).split('\n');
  const inMail = `In the compiled mail: line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}.`;
  return [...(hasPlace ? [] : [inMail]), ...(url === undefined ? [] : [`Who knows it: ${url}`])].join(' ') || undefined;
}
