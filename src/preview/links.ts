/** The links of a mail as the panel lists them: each address once, how often and with which words it stands there, where it leads. Pure. */
import { linkKey, type MailLink } from '../preflight/links.js';
import { lostFragments } from '../preflight/rules/link-fragment-target.js';
import type { Subject } from '../preflight/subject.js';

/** other: of another server, and may be asked. own: of the publisher's own pages, which stand only once the issue is sent. within: of the mail itself. program: mail, telephone and the like. */
export type LinkKind = 'other' | 'own' | 'within' | 'program';

export type ListedLink = {
  /** What a server is asked for, without the fragment; of the rest as it stands there. */
  readonly address: string;
  readonly kind: LinkKind;
  readonly count: number;
  /** Each once. */
  readonly words: readonly string[];
  /** A link within the mail to what is not in it. */
  readonly isLost: boolean;
  /** Its place is looked up when it is read, which takes its time. */
  readonly first: MailLink;
};

export function listLinks(subject: Pick<Subject, 'links' | 'mail' | 'usual'>): readonly ListedLink[] {
  const { unsubscribeUrl } = subject.usual;
  const ownHost = URL.canParse(unsubscribeUrl) ? new URL(unsubscribeUrl).host : undefined;
  const lost = new Set(lostFragments(subject));
  const byAddress = new Map<string, MailLink[]>();
  for (const link of subject.links) byAddress.set(addressOf(link), [...(byAddress.get(addressOf(link)) ?? []), link]);
  return [...byAddress].flatMap(([address, uses]) => {
    const [first] = uses;
    if (first === undefined) return [];
    const words = [...new Set(uses.map((use) => use.words).filter((one) => one !== ''))];
    return [{ address, kind: kindOf(first, ownHost), count: uses.length, words, isLost: lost.has(first), first }];
  });
}

const addressOf = ({ url, href }: MailLink): string => (url === undefined ? href : linkKey(url));

function kindOf({ url, href }: MailLink, ownHost: string | undefined): LinkKind {
  if (url !== undefined) return url.host === ownHost ? 'own' : 'other';
  return href.startsWith('#') ? 'within' : 'program';
}
