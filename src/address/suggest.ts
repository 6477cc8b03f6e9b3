/** Slips of the fingers in domains: gamil.com, naver.con. Only a hint beside the row: the address is kept as it is written. */
import { knownDomains } from './provider.js';

/** What a slip most likely meant; such a neighbour could be a domain of its own, so nothing is changed. */
const wanted: readonly string[] = [
  'gmail.com', 'naver.com', 'hanmail.net', 'daum.net', 'kakao.com', 'nate.com', 'outlook.com', 'hotmail.com', 'yahoo.com', 'icloud.com',
  'foxmail.com', 'qq.com', '163.com', '126.com', 'proton.me', 'protonmail.com', 'comcast.net', 'orange.fr', 'wanadoo.fr',
];
/** Endings that are no top-level domain, or one that nobody meant behind a well known name (.co, .cm, .om). */
const endingSlips: Readonly<Record<string, readonly string[]>> = {
  com: ['con', 'cmo', 'ocm', 'comm', 'coom', 'cpm', 'xom', 'vom', 'cim', 'co', 'cm', 'om', 'como'],
  net: ['ner', 'nte', 'ent', 'nett', 'met', 'bet', 'ne'],
};
/** `qq` and `163` have too many real neighbours at a distance of one. */
const leastNameLength = 4;

/** The domain that was probably meant, or null. `domain` is in A-labels and lower case. */
export function suggestDomain(domain: string): string | null {
  if (knownDomains.includes(domain)) return null;
  return wanted.find((candidate) => isSlipOf(candidate, domain)) ?? null;
}

function isSlipOf(candidate: string, domain: string): boolean {
  const [name = '', ending = ''] = splitAtLastDot(candidate);
  const [typedName = '', typedEnding = ''] = splitAtLastDot(domain);
  const isEndingSlip = endingSlips[ending]?.includes(typedEnding) ?? false;
  if (name === typedName) return isEndingSlip;
  const isNear = name.length >= leastNameLength && isOneSlipAway(name, typedName);
  return isNear && (ending === typedEnding || isEndingSlip);
}

function splitAtLastDot(domain: string): readonly string[] {
  const dot = domain.lastIndexOf('.');
  return [domain.slice(0, dot), domain.slice(dot + 1)];
}

/** One letter more, less, other, or two neighbours swapped. */
function isOneSlipAway(right: string, typed: string): boolean {
  let start = 0;
  while (start < right.length && right[start] === typed[start]) start += 1;
  const rest = right.slice(start);
  const typedRest = typed.slice(start);
  return rest === typedRest.slice(1) // one more
    || rest.slice(1) === typedRest // one less
    || (rest.length === typedRest.length && rest.slice(1) === typedRest.slice(1)) // another
    || (rest.length > 1 && `${rest[1]}${rest[0]}${rest.slice(2)}` === typedRest); // swapped
}
