/** A message as a person reads it: subject, sender and first text, out of their encodings. */
import { decodeHeader } from './charset.js';
import { readMessage, textOf, walkParts } from './mime.js';

export type MessageWords = { readonly subject: string; readonly from: string; readonly text: string };

/** Undefined: it has no headers, as the body of a webhook. */
export function readWords(raw: Uint8Array): MessageWords | undefined {
  const root = readMessage(raw);
  if (root.headers.size === 0) return undefined;
  const header = (name: string): string => decodeHeader(root.headers.get(name)?.[0] ?? '');
  const part = [...walkParts(root)].find(({ type }) => type === 'text/plain');
  return { subject: header('subject'), from: header('from'), text: part === undefined ? '' : textOf(part).trim() };
}
