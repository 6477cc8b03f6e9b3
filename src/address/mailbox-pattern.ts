/**
 * A regular expression that finds one mailbox in any text, for JavaScript and for PostgreSQL alike: whatever its case, with the dots and
 * tags its provider ignores, and with the at sign as reports write it. Used to make a text forget somebody.
 */
import { domainToUnicode } from 'node:url';
import { domainsOf, mailboxRuleOf } from './canonical.js';

/** `@`, percent- and quoted-printable-encoded, as xtext (RFC 3461 4), as in VERP (`name=example.org@`), and as people hide it. */
const atSigns = '(?:@|%40|=40|\\+40|=|&#64;|&#x40;| ?[([]at[)\\]] ?)';

/** Neither the end of a longer local part nor the beginning of a longer domain: both would be somebody else. */
const before = '(?<![a-z0-9])';
const behind = '(?![a-z0-9-]|[.][a-z0-9])';

/** Source of the expression; to be used without regard to case. `local` and `domain` as `parseAddress` gives them. */
export function mailboxPattern({ local, domain }: { readonly local: string; readonly domain: string }): string {
  const domains = domainsOf(domain).flatMap((name) => [...new Set([name, domainToUnicode(name)])]).map(escape);
  return `${before}${localPattern(local, domain)}${atSigns}(?:${domains.join('|')})${behind}`;
}

function localPattern(local: string, domain: string): string {
  const rule = mailboxRuleOf(domain);
  if (rule === undefined) return spell(local);
  const tagAt = rule.tagAfter === undefined ? -1 : local.indexOf(rule.tagAfter);
  const untagged = tagAt > 0 ? local.slice(0, tagAt) : local;
  const mailbox = rule.dotsIgnored ? spell(untagged.replaceAll('.', ''), '[.]?') : spell(untagged);
  return rule.tagAfter === undefined ? mailbox : `${mailbox}(?:[${rule.tagAfter}][a-z0-9!#$&'*+/=?^_\`{|}~.\u00a1-\ud7ff-]*)?`;
}

function spell(text: string, between = ''): string {
  return Array.from(text, (character) => (/[ -~]/.test(character) ? escape(character) : `(?:${spellingsOf(character).map(escape).join('|')})`)).join(between);
}

/** A letter beyond ASCII as machines write it: in pieces (NFD), percent- and quoted-printable-encoded, as a code point (RFC 6533 3). */
function spellingsOf(letter: string): readonly string[] {
  const cases = [...new Set([letter, letter.toLowerCase(), letter.toUpperCase()])];
  return [...new Set(cases.flatMap((form) => [
    form, form.normalize('NFD'), encodeURIComponent(form), encodeURIComponent(form).replaceAll('%', '='), Array.from(form, (each) => `\\x{${(each.codePointAt(0) ?? 0).toString(16)}}`).join(''),
  ]))];
}

/** In a class of its own nothing has a meaning but `^` and the backslash, which are escaped. */
function escape(text: string): string {
  return text.replaceAll(/[^\p{L}\p{M}\p{N}]/gu, (character) => (character === '^' || character === '\\' ? `\\${character}` : `[${character}]`));
}

/** Domains that a text must hold one of, in lower case: a cheap first look. */
export function mailboxDomains(domain: string): readonly string[] {
  return domainsOf(domain).flatMap((name) => [...new Set([name, domainToUnicode(name)])]);
}
