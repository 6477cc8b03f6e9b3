/** The subject of an issue: placeholders of issue data, filled once and never looked at again. */
import { addError, type Findings } from './findings.js';
import { restoreBraces } from './reader-field.js';
import { placeIn, type SourceText } from './source.js';
import { toOneLine } from './text.js';

const placeholder = /\{\{\s*([^{}]*?)\s*\}\}/g;

export type SubjectValues = Readonly<Record<'name' | 'number' | 'title' | 'date', string | undefined>>;

export function fillSubject(text: SourceText, values: SubjectValues, findings: Findings): string {
  for (const match of text.value.matchAll(placeholder)) {
    const name = match[1] ?? '';
    const isKnown = Object.hasOwn(values, name);
    if (isKnown && values[name as keyof SubjectValues] !== undefined) continue;
    const message = isKnown ? `the subject asks for the ${name}, and the issue has none` : `nothing fills {{${name}}}`;
    const fault = { code: 'issue-subject', message, hint: 'the subject may hold {{name}}, {{number}}, {{title}}, {{date}}, and fields such as {{reader.name}}' } as const;
    addError(findings, fault, placeIn(text, match.index, match.index + match[0].length));
  }
  return restoreBraces(toOneLine(text).replaceAll(placeholder, (all, name: string) => values[name as keyof SubjectValues] ?? all));
}
