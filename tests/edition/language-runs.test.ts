import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { hanForms } from '../../src/edition/han-forms.js';
import { splitLanguageRuns } from '../../src/edition/language-runs.js';

/** `[华为 zh-Hans]` for a marked run. */
function show(text: string, lang: string, sourceLang?: string): string {
  return splitLanguageRuns(text, { lang, sourceLang }).map((run) => (run.lang === undefined ? run.text : `[${run.text} ${run.lang}]`)).join('');
}

const cases: readonly (readonly [text: string, lang: string, sourceLang: string | undefined, expected: string, why: string])[] = [
  ['화웨이(华为)는', 'ko', undefined, '화웨이([华为 zh-Hans])는', 'a simplified character decides'],
  ['국가전망공사(國家電網公司)', 'ko', 'zh', '국가전망공사([國家電網公司 zh-Hant])', 'a traditional character wins over the section'],
  ['산쥬(山中) 씨', 'ko', 'ja', '산쥬([山中 ja]) 씨', 'nothing in the characters: the section decides'],
  ['산쥬(山中) 씨', 'ko', undefined, '산쥬([山中 zh]) 씨', 'nothing known at all'],
  ['일본은행(日本銀行)', 'ko', 'ja', '일본은행([日本銀行 ja])', 'a form that both use follows the section'],
  ['국제(国際)', 'ko', undefined, '국제([国際 ja])', 'new form beside old form is Japanese'],
  ['경기(景気)와 観光', 'ko', 'zh', '경기([景気 ja])와 [観光 ja]', 'Japanese forms win over the section'],
  ['『日本中枢の崩壊』', 'ko', 'zh', '『[日本中枢の崩壊 ja]』', 'kana inside the run'],
  ['東京 タワー', 'ko', 'zh', '[東京 ja] [タワー ja]', 'kana beside the run'],
  ['中 블록체인, 美 정부', 'ko', 'zh', '中 블록체인, 美 정부', 'one Han character is Korean shorthand'],
  ['「关于乡镇卫生院，通知」', 'ko', 'zh', '「[关于乡镇卫生院，通知 zh-Hans]」', 'marks inside a passage belong to it'],
  ['순 한국어 문장.', 'ko', 'zh', '순 한국어 문장.', 'nothing to mark'],
  ['', 'ko', undefined, '', 'the empty string'],
  ['Huawei (华为) and 서울 시청', 'en', undefined, 'Huawei ([华为 zh-Hans]) and [서울 시청 ko]', 'Hangul in other mail'],
  ['华为在东京タワー', 'zh-Hans', undefined, '[华为在东京タワー ja]', 'kana in Chinese'],
  ['东京的天空', 'zh', 'ja', '东京的天空', 'Chinese in Chinese stays'],
  ['東京の空、华为手机', 'ja', undefined, '東京の空、华为手机', 'kana in the same passage: Japanese'],
  ['東京。 华为手机。', 'ja', undefined, '東京。 [华为手机 zh-Hans]。', 'simplified Chinese in Japanese'],
];

test('runs of another script are marked with their language, and no character is lost', () => {
  for (const [text, lang, sourceLang, expected, why] of cases) {
    assert.equal(show(text, lang, sourceLang), expected, why);
    assert.equal(splitLanguageRuns(text, { lang, sourceLang }).map((run) => run.text).join(''), text, why);
  }
});

test('no character is in two lists of forms', () => {
  const all = Object.values(hanForms).flatMap((forms) => Array.from(forms));
  assert.equal(new Set(all).size, all.length);
});
