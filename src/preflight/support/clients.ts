/**
 * Mail programs, under the names a publisher uses for the mix of readers (`clients:` in newsletter.yaml): a family such as gmail, or
 * one program of it such as gmail-android. Which column of the data speaks for each, and the mixes taken when nobody says.
 */

export type Client = {
  readonly id: string;
  readonly family: string;
  readonly label: string;
  /** Of client-support.json; undefined: the data does not know the program, known.ts does. */
  readonly column?: string;
  /** Part of its family's readers, when only the family is named. Rough, and the same for everybody. */
  readonly part: number;
};

export type FamilyName = keyof typeof families;

const families = {
  'gmail': { label: 'Gmail', members: [['gmail-web', 'Gmail on the web', 'gmail.desktop-webmail', 35], ['gmail-android', 'Gmail on Android', 'gmail.android', 40], ['gmail-ios', 'Gmail on iOS', 'gmail.ios', 25]] },
  'outlook': {
    label: 'Outlook',
    members: [
      ['outlook-windows', 'Outlook for Windows', 'outlook.windows', 50], ['outlook-com', 'Outlook.com', 'outlook.outlook-com', 25], ['outlook-macos', 'Outlook for Mac', 'outlook.macos', 10],
      ['outlook-ios', 'Outlook on iOS', 'outlook.ios', 10], ['outlook-android', 'Outlook on Android', 'outlook.android', 5],
    ],
  },
  'apple': { label: 'Apple Mail', members: [['apple-ios', 'Apple Mail on iOS', 'apple-mail.ios', 75], ['apple-macos', 'Apple Mail on the Mac', 'apple-mail.macos', 25]] },
  'samsung': { label: 'Samsung Email', members: [['samsung-email', 'Samsung Email', 'samsung-email.android', 100]] },
  'naver': { label: 'Naver Mail', members: [['naver-mail', 'Naver Mail', undefined, 100]] },
  'daum': { label: 'Daum and Kakao Mail', members: [['daum-mail', 'Daum and Kakao Mail', undefined, 100]] },
  'yahoo': { label: 'Yahoo', members: [['yahoo-web', 'Yahoo on the web', 'yahoo.desktop-webmail', 50], ['yahoo-ios', 'Yahoo on iOS', 'yahoo.ios', 25], ['yahoo-android', 'Yahoo on Android', 'yahoo.android', 25]] },
  'aol': { label: 'AOL', members: [['aol-web', 'AOL', 'aol.desktop-webmail', 100]] },
  'thunderbird': { label: 'Thunderbird', members: [['thunderbird-desktop', 'Thunderbird', 'thunderbird.macos', 100]] },
  'proton': { label: 'Proton Mail', members: [['proton-web', 'Proton Mail on the web', 'protonmail.desktop-webmail', 60], ['proton-ios', 'Proton Mail on iOS', 'protonmail.ios', 20], ['proton-android', 'Proton Mail on Android', 'protonmail.android', 20]] },
  'fastmail': { label: 'Fastmail', members: [['fastmail-web', 'Fastmail', 'fastmail.desktop-webmail', 100]] },
  'hey': { label: 'HEY', members: [['hey-web', 'HEY', 'hey.desktop-webmail', 100]] },
  'gmx': { label: 'GMX', members: [['gmx-web', 'GMX on the web', 'gmx.desktop-webmail', 50], ['gmx-ios', 'GMX on iOS', 'gmx.ios', 20], ['gmx-android', 'GMX on Android', 'gmx.android', 30]] },
  'web-de': { label: 'WEB.DE', members: [['web-de-web', 'WEB.DE on the web', 'web-de.desktop-webmail', 50], ['web-de-ios', 'WEB.DE on iOS', 'web-de.ios', 20], ['web-de-android', 'WEB.DE on Android', 'web-de.android', 30]] },
  't-online': { label: 'T-Online', members: [['t-online-web', 'T-Online', 't-online-de.desktop-webmail', 100]] },
  'ionos': { label: 'IONOS', members: [['ionos-web', 'IONOS', 'ionos-1and1.desktop-webmail', 100]] },
  'orange': { label: 'Orange', members: [['orange-web', 'Orange on the web', 'orange.desktop-webmail', 50], ['orange-ios', 'Orange on iOS', 'orange.ios', 20], ['orange-android', 'Orange on Android', 'orange.android', 30]] },
  'sfr': { label: 'SFR', members: [['sfr-web', 'SFR on the web', 'sfr.desktop-webmail', 60], ['sfr-ios', 'SFR on iOS', 'sfr.ios', 20], ['sfr-android', 'SFR on Android', 'sfr.android', 20]] },
  'laposte': { label: 'LaPoste.net', members: [['laposte-web', 'LaPoste.net', 'laposte.desktop-webmail', 100]] },
  'free': { label: 'Free.fr', members: [['free-web', 'Free.fr', 'free-fr.desktop-webmail', 100]] },
  'mail-ru': { label: 'Mail.ru', members: [['mail-ru-web', 'Mail.ru', 'mail-ru.desktop-webmail', 100]] },
} as const satisfies Record<string, { label: string; members: readonly (readonly [id: string, label: string, column: string | undefined, part: number])[] }>;

export const familyNames = Object.keys(families) as readonly FamilyName[];

export const clients: readonly Client[] = Object.entries(families).flatMap(([family, { members }]) =>
  members.map(([id, label, column, part]) => ({ id, family, label, part, ...(column === undefined ? {} : { column }) })));

/** Families and their programs: what may stand in `clients:`. A family of one program has one name. */
export const clientNames: readonly string[] = [...familyNames, ...clients.filter((client) => client.part < 100).map((client) => client.id)];

/** Of a family or of a single program. */
export function clientLabel(name: string): string {
  return clients.find(({ id }) => id === name)?.label ?? familyLabel(name);
}

export function familyLabel(family: string): string {
  return Object.entries(families).find(([name]) => name === family)?.[1].label ?? family;
}

/** Percent of the readers, by family or program. What is missing from 100 is readers of whom nothing is known. */
export type ClientMix = Readonly<Record<string, number>>;

/** Guesses to begin with, not counts: a publisher who knows better says so. Of NetEase and QQ mail nothing is known: Chinese readers count half. */
const defaultMixes: Readonly<Record<string, ClientMix>> = {
  ko: { naver: 35, gmail: 30, outlook: 12, apple: 10, samsung: 6, daum: 7 },
  ja: { gmail: 42, apple: 33, outlook: 18, thunderbird: 4, samsung: 1 },
  zh: { apple: 20, outlook: 18, gmail: 10, samsung: 2 },
  de: { 'apple': 28, 'gmail': 18, 'outlook': 22, 'gmx': 10, 'web-de': 10, 't-online': 5, 'thunderbird': 4, 'samsung': 3 },
  fr: { apple: 32, gmail: 28, outlook: 20, orange: 8, sfr: 3, laposte: 2, free: 3, yahoo: 2, samsung: 2 },
  ru: { 'mail-ru': 40, 'gmail': 25, 'apple': 10, 'outlook': 5, 'samsung': 3 },
  und: { apple: 42, gmail: 30, outlook: 17, yahoo: 5, samsung: 3, thunderbird: 2, proton: 1 },
};

export function defaultMix(lang: string): ClientMix {
  return defaultMixes[lang.split('-')[0]?.toLowerCase() ?? ''] ?? defaultMixes['und'] ?? {};
}

export type ClientShare = { readonly client: Client; readonly percent: number };

/** The mix over single programs; a program that is named takes its part out of its family's split. */
export function spreadMix(mix: ClientMix): readonly ClientShare[] {
  return clients.flatMap((client) => {
    const own = mix[client.id];
    if (own !== undefined) return own > 0 ? [{ client, percent: own }] : [];
    const open = clients.filter((other) => other.family === client.family && mix[other.id] === undefined);
    const total = open.reduce((sum, other) => sum + other.part, 0);
    const percent = ((mix[client.family] ?? 0) * client.part) / total;
    return percent > 0 ? [{ client, percent }] : [];
  });
}
