/**
 * The machine-readable part of a delivery report (RFC 3464), in the shapes it really comes in: no blank lines between groups or far too
 * many, unknown order, folded and unfolded diagnostics, no address type, addresses in brackets. Reads fields only; judges nothing.
 */

import { readRecipientField } from '../message/addresses.js';
import { decodeHeader } from '../message/charset.js';

/** One recipient's group. Addresses are cleaned; null where the field is missing or holds none. */
export type RecipientGroup = {
  readonly original: string | null;
  readonly final: string | null;
  readonly actual: string | null;
  /** RFC 3464 2.3.3, lower case, first word; null if missing. */
  readonly action: string | null;
  readonly status: string;
  /** Words behind the code in Status, which are a comment by the RFC and often the only reason given. */
  readonly statusText: string;
  readonly diagnostic: string;
};

type Fields = Map<string, string>;

/** More than a message of 4 MB has; each costs one look. */
const maxLineCount = 200_000;
/** Judging one costs up to a millisecond. A newsletter's bounce names one reader; a relay that collects them names some dozens. */
const maxGroupCount = 500;
const maxValueLength = 4_000;

const recipientFields = ['final-recipient', 'original-recipient', 'x-actual-recipient', 'x-original-recipient'];
const fieldLine = /^([a-z][\w-]{1,60})[ \t]{0,9}:(.{0,4000})/i;
const indentedField = /^[ \t]{1,40}((?:final|original|x-actual)-recipient|action|status|diagnostic-code|remote-mta)[ \t]{0,9}:(.{0,4000})/i;

export type RecipientGroups = { readonly groups: readonly RecipientGroup[]; readonly leftOutCount: number };

export function readRecipientGroups(binary: string): RecipientGroups {
  const found = splitGroups(binary.split('\n', maxLineCount)).filter(namesRecipient);
  return { groups: found.slice(0, maxGroupCount).map(toGroup), leftOutCount: Math.max(0, found.length - maxGroupCount) };
}

function namesRecipient(fields: Fields): boolean {
  return recipientFields.some((name) => fields.has(name));
}

/** A blank line ends a group that has both a recipient and a fate; so does a field that the group has already. */
function splitGroups(lines: readonly string[]): Fields[] {
  const groups: Fields[] = [new Map()];
  let last = '';
  for (const line of lines) {
    const current = groups.at(-1) ?? new Map<string, string>();
    const match = fieldLine.exec(line) ?? indentedField.exec(line);
    const name = match?.[1]?.toLowerCase();
    if (line.trim() === '') last = isWhole(current) && groups.push(new Map()) > 0 ? '' : last;
    else if (name === undefined) extend(current, last, line);
    else last = set(startsAnew(current, name) ? nextGroup(groups) : current, name, match?.[2] ?? '');
  }
  return groups;
}

function isWhole(fields: Fields): boolean {
  if (namesRecipient(fields)) return fields.has('action') || fields.has('status') || fields.has('diagnostic-code');
  return fields.has('reporting-mta') && !fields.has('action'); // the per-message group is over
}

function startsAnew(fields: Fields, name: string): boolean {
  if (name === 'action' || name === 'final-recipient') return fields.has(name) && namesRecipient(fields);
  return name === 'original-recipient' && fields.has(name) && isWhole(fields);
}

function nextGroup(groups: Fields[]): Fields {
  const fields: Fields = new Map();
  groups.push(fields);
  return fields;
}

function set(fields: Fields, name: string, value: string): string {
  if (!fields.has(name)) fields.set(name, value.trim());
  return name;
}

function extend(fields: Fields, name: string, line: string): void {
  const value = fields.get(name);
  if (value !== undefined && value.length < maxValueLength) fields.set(name, `${value} ${line.trim()}`);
}

function toGroup(fields: Fields): RecipientGroup {
  const statusField = fields.get('status') ?? '';
  return {
    original: addressOf(fields, 'original-recipient') ?? addressOf(fields, 'x-original-recipient'),
    final: addressOf(fields, 'final-recipient'),
    actual: addressOf(fields, 'x-actual-recipient'),
    action: /[a-z]{2,20}/.exec((fields.get('action') ?? '').toLowerCase())?.[0] ?? null,
    status: /[245]\.\d{1,3}\.\d{1,3}/.exec(statusField)?.[0] ?? '',
    statusText: statusField.replace(/^[\s\d.]{0,20}/, '').replaceAll(/[()]/g, ' ').trim(),
    // RFC 3464 2.3.6: `diagnostic-type; text`
    diagnostic: decodeHeader((fields.get('diagnostic-code') ?? '').replace(/^[\w-]{1,20}\s{0,5};\s{0,5}/, '')),
  };
}

function addressOf(fields: Fields, name: string): string | null {
  const value = fields.get(name);
  return value === undefined ? null : readRecipientField(decodeHeader(value));
}
