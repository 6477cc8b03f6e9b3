/** An audience that exists nowhere: for the demo, the tests and the benchmarks. The same seed makes the same people. */
import { toCsvLine } from './csv.js';

export type MadeUp = {
  readonly count: number;
  readonly seed: number;
  /** Word -> how many people carry it behind the last `+` of their address: the catcher answers them by that word. */
  readonly outcomes?: Readonly<Record<string, number>>;
};

type Culture = {
  readonly lang: string;
  readonly weight: number;
  /** Shown form and the Latin form that goes into the address. */
  readonly families: readonly (readonly [shown: string, latin: string])[];
  readonly givens: readonly (readonly [shown: string, latin: string])[];
  readonly toName: (family: string, given: string) => string;
  readonly domains: readonly string[];
};

/** RFC 2606 2: nobody can own a domain under .example, so no slip of the demo ever reaches a person. */
const cultures: readonly Culture[] = [
  {
    lang: 'ko', weight: 5, toName: (family, given) => family + given,
    families: [['김', 'kim'], ['이', 'lee'], ['박', 'park'], ['최', 'choi'], ['정', 'jung'], ['강', 'kang'], ['조', 'cho'], ['윤', 'yoon'], ['장', 'jang'], ['임', 'lim']],
    givens: [
      ['민지', 'minji'], ['서연', 'seoyeon'], ['지훈', 'jihoon'], ['하준', 'hajun'], ['수빈', 'subin'], ['도윤', 'doyun'], ['예은', 'yeeun'], ['지우', 'jiwoo'],
      ['은서', 'eunseo'], ['현우', 'hyunwoo'], ['다은', 'daeun'], ['승현', 'seunghyun'], ['가온', 'gaon'], ['나래', 'narae'], ['보람', 'boram'], ['한결', 'hangyeol'],
    ],
    domains: ['naver.example', 'naver.example', 'kakao.example', 'gmail.example', 'gmail.example', 'nate.example'],
  },
  {
    lang: 'zh', weight: 2, toName: (family, given) => family + given,
    families: [['王', 'wang'], ['李', 'li'], ['张', 'zhang'], ['刘', 'liu'], ['陈', 'chen'], ['杨', 'yang'], ['黄', 'huang'], ['赵', 'zhao']],
    givens: [['伟', 'wei'], ['芳', 'fang'], ['娜', 'na'], ['敏', 'min'], ['静', 'jing'], ['丽', 'li'], ['强', 'qiang'], ['磊', 'lei'], ['欣怡', 'xinyi'], ['子涵', 'zihan'], ['浩然', 'haoran'], ['雨桐', 'yutong']],
    domains: ['qq.example', 'qq.example', 'netease.example', 'gmail.example'],
  },
  {
    lang: 'ja', weight: 1, toName: (family, given) => `${family} ${given}`,
    families: [['佐藤', 'sato'], ['鈴木', 'suzuki'], ['高橋', 'takahashi'], ['田中', 'tanaka'], ['伊藤', 'ito'], ['渡辺', 'watanabe'], ['山本', 'yamamoto'], ['小林', 'kobayashi']],
    givens: [['翔太', 'shota'], ['葵', 'aoi'], ['陽菜', 'hina'], ['蓮', 'ren'], ['結衣', 'yui'], ['大輝', 'daiki'], ['美咲', 'misaki'], ['さくら', 'sakura']],
    domains: ['yahoo.example', 'gmail.example', 'icloud.example'],
  },
  {
    lang: 'en', weight: 2, toName: (family, given) => `${given} ${family}`,
    families: [['Smith', 'smith'], ['García', 'garcia'], ['Müller', 'mueller'], ['Rossi', 'rossi'], ["O'Neil", 'oneil'], ['Dubois', 'dubois'], ['Novák', 'novak'], ['Johansson', 'johansson']],
    givens: [['Anna', 'anna'], ['Lucas', 'lucas'], ['Sofía', 'sofia'], ['Noah', 'noah'], ['Chloé', 'chloe'], ['Jonas', 'jonas'], ['Emma', 'emma'], ['Mateo', 'mateo']],
    domains: ['gmail.example', 'outlook.example', 'yahoo.example', 'icloud.example', 'comcast.example', 'orange.example', 'company.example'],
  },
];
const byWeight: readonly Culture[] = cultures.flatMap((culture) => Array.from({ length: culture.weight }, () => culture));

/** CSV with email, name, lang and joined_at. Throws RangeError when more outcomes than people are wanted. */
export function makeSubscribers({ count, seed, outcomes = {} }: MadeUp): string {
  const random = createRandom(seed);
  const words = spreadOutcomes(count, outcomes, random);
  const taken = new Set<string>();
  const lines = words.map((word) => toCsvLine(makePerson(random, word, taken)));
  return toCsvLine(['email', 'name', 'lang', 'joined_at']) + lines.join('');
}

/** The word of each person, or nothing; those with one stand at random places. */
function spreadOutcomes(count: number, outcomes: Readonly<Record<string, number>>, random: () => number): readonly string[] {
  const words = Object.entries(outcomes).flatMap(([word, times]) => Array.from({ length: times }, () => word));
  if (words.length > count) throw new RangeError(`${words.length} outcomes are wanted of ${count} people`);
  const all = [...words, ...Array.from({ length: count - words.length }, () => '')];
  for (let last = all.length - 1; last > 0; last -= 1) { // Fisher and Yates
    const other = Math.floor(random() * (last + 1));
    [all[last], all[other]] = [all[other] ?? '', all[last] ?? ''];
  }
  return all;
}

function makePerson(random: () => number, word: string, taken: Set<string>): readonly string[] {
  const culture = pick(byWeight, random);
  const [family, familyLatin] = pick(culture.families, random);
  const [given, givenLatin] = pick(culture.givens, random);
  const mailbox = `${givenLatin}.${familyLatin}`;
  const domain = pick(culture.domains, random);
  const local = firstFree(mailbox, domain, taken);
  const joinedAt = new Date(Date.UTC(2018, 0, 1) + Math.floor(random() * 8 * 365) * 86_400_000);
  return [`${local}${word === '' ? '' : `+${word}`}@${domain}`, culture.toName(family, given), culture.lang, joinedAt.toISOString().slice(0, 10)];
}

/** minji.kim, minji.kim2, minji.kim3: unique also without the word behind the `+`. */
function firstFree(mailbox: string, domain: string, taken: Set<string>): string {
  const key = `${mailbox}@${domain}`;
  if (!taken.has(key)) return register(key, mailbox, taken);
  let number = 2;
  // Doubling first: a hundred thousand people share some ten thousand names, and counting up each time would be quadratic.
  while (taken.has(`${mailbox}${number}@${domain}`)) number *= 2;
  let low = number / 2;
  while (number - low > 1) {
    const middle = Math.floor((low + number) / 2);
    if (taken.has(`${mailbox}${middle}@${domain}`)) low = middle;
    else number = middle;
  }
  return register(`${mailbox}${number}@${domain}`, `${mailbox}${number}`, taken);
}

function register(key: string, local: string, taken: Set<string>): string {
  taken.add(key);
  return local;
}

function pick<Value>(values: readonly Value[], random: () => number): Value {
  const picked = values[Math.floor(random() * values.length)];
  if (picked === undefined) throw new RangeError('nothing to pick from');
  return picked;
}

/** mulberry32: 32 bits of state are plenty for names. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
