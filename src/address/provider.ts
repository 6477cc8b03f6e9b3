/**
 * The mailbox provider behind a domain, as its name tells: the lane its mail is paced in. Companies that rent their mailboxes from
 * Google or Microsoft are in `rest`: telling them apart would take an MX lookup per domain at every freeze.
 */

type Provider = {
  readonly lane: string;
  /** Exactly these domains. */
  readonly domains: readonly string[];
  /** `hotmail` stands for hotmail.com, hotmail.co.uk, hotmail.fr and so on. */
  readonly names?: readonly string[];
};

/** `rest` comes last and takes what the others leave. */
const providers = [
  { lane: 'gmail', domains: ['gmail.com', 'googlemail.com'] },
  { lane: 'outlook', domains: ['msn.com', 'passport.com', 'windowslive.com'], names: ['outlook', 'hotmail', 'live'] },
  { lane: 'yahoo', domains: ['ymail.com', 'rocketmail.com', 'aol.com', 'aim.com', 'myyahoo.com'], names: ['yahoo'] },
  { lane: 'icloud', domains: ['icloud.com', 'me.com', 'mac.com'] },
  { lane: 'naver', domains: ['naver.com'] },
  { lane: 'kakao', domains: ['kakao.com', 'daum.net', 'hanmail.net'] },
  { lane: 'qq', domains: ['qq.com', 'vip.qq.com', 'foxmail.com'] },
  { lane: 'netease', domains: ['163.com', '126.com', 'yeah.net', 'vip.163.com', 'vip.126.com', '188.com'] },
  { lane: 'comcast', domains: ['comcast.net'] },
  { lane: 'orange', domains: ['orange.fr', 'wanadoo.fr'] },
  { lane: 'rest', domains: [] },
] as const satisfies readonly Provider[];

export type Lane = (typeof providers)[number]['lane'];
export const lanes: readonly Lane[] = providers.map((provider) => provider.lane);

/** Belong to somebody else than their name says: Yahoo Japan has had its own servers since 1996 and shares no limits with Yahoo. */
const strangers: readonly string[] = ['yahoo.co.jp', 'yahoo.ne.jp'];

/** The lane of a domain (A-labels, lower case). */
export function laneOf(domain: string): Lane {
  if (strangers.includes(domain)) return 'rest';
  return providers.find((provider: Provider) => isOf(provider, domain))?.lane ?? 'rest';
}

function isOf(provider: Provider, domain: string): boolean {
  if (provider.domains.includes(domain)) return true;
  // RFC 2606 2: .example belongs to nobody. A made-up audience (gmail.example, naver.example) shows the lanes it stands for.
  if (domain === `${provider.lane}.example`) return true;
  return provider.names?.some((name) => isCountryForm(name, domain)) ?? false;
}

/** hotmail.com, hotmail.fr, hotmail.co.uk, hotmail.com.br; not hotmail.somebody.com. Read the same by PostgreSQL. */
const countryForm = '[.](?:com|net|[a-z]{2}|(?:co|com|ne)[.][a-z]{2})$';

function isCountryForm(name: string, domain: string): boolean {
  return domain.startsWith(`${name}.`) && new RegExp(`^${countryForm}`).test(domain.slice(name.length));
}

/** What `laneOf` knows, for a database: a domain is of the lane when it is one of `domains`, or fits `pattern` and is not one of `except`. For `rest`: of all others. */
export function laneRule(lane: Lane): { readonly domains: readonly string[]; readonly pattern: string | null; readonly except: readonly string[] } {
  const wanted = providers.filter((provider) => (lane === 'rest' ? provider.lane !== 'rest' : provider.lane === lane));
  const names = wanted.flatMap((provider: Provider) => provider.names ?? []);
  return {
    domains: wanted.flatMap((provider) => [...provider.domains, `${provider.lane}.example`]),
    pattern: names.length === 0 ? null : `^(?:${names.join('|')})${countryForm}`,
    except: strangers,
  };
}

/** Domains many people have a mailbox at, for finding slips of the fingers. */
export const knownDomains: readonly string[] = [
  ...providers.flatMap((provider: Provider) => provider.domains),
  ...strangers,
  'outlook.com', 'hotmail.com', 'hotmail.fr', 'hotmail.co.uk', 'live.com', 'yahoo.com', 'yahoo.fr', 'yahoo.co.uk', 'yahoo.de', 'yahoo.co.kr',
  'nate.com', 'hanmir.com', 'korea.com', 'sina.com', 'sohu.com', '139.com', '189.cn', 'aliyun.com',
  'mail.com', 'email.com', 'gmx.de', 'gmx.net', 'gmx.com', 'web.de', 't-online.de', 'free.fr', 'laposte.net', 'sfr.fr', 'libero.it',
  'proton.me', 'protonmail.com', 'pm.me', 'fastmail.com', 'zoho.com', 'yandex.ru', 'mail.ru', 'docomo.ne.jp', 'ezweb.ne.jp', 'softbank.ne.jp',
];
