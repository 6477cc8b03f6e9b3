import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeComplaints, warnOfComplaints } from '../../src/campaign/complaints.js';
import { findBurst, findScannerSign, type Visit } from '../../src/campaign/scanners.js';
import { metrics, renderMetrics } from '../../src/campaign/metrics.js';
import { readFileSync } from 'node:fs';
import { packagePath } from '../../src/package-root.js';

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

test('programs that open links before anybody reads are told apart', () => {
  const cases: readonly (readonly [method: string, agent: string, seconds: number | null, sign: string | null])[] = [
    ['GET', firefox, 3600, null], ['GET', firefox, null, null], ['HEAD', firefox, 3600, 'head'], ['GET', '', 3600, 'agent'], ['GET', 'curl/8.5.0', 3600, 'agent'],
    ['GET', 'Mozilla/5.0 (compatible; Barracuda Sentinel)', 3600, 'agent'], ['GET', firefox, 3, 'early'], ['GET', firefox, 60, null],
    ['GET', 'Mozilla/5.0 (compatible; Yeti/1.1; +https://naver.me/spd)', 3600, 'agent'], ['GET', 'axios/1.7.2', 3600, 'agent'], ['GET', 'Ruby', 3600, 'agent'], ['GET', 'Slackbot-LinkExpanding 1.0', 3600, 'agent'],
    ['GET', 'Mozilla/5.0 (Linux; Android 14; CUBOT P80) AppleWebKit/537.36 Chrome/139 Mobile Safari/537.36', 3600, null], ['GET', 'Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)', 3600, null],
    ['GET', 'Mozilla/5.0 (Linux; Android 15; wv) AppleWebKit/537.36 Chrome/139 Mobile Safari/537.36 KAKAOTALK 2410900', 3600, null], ['GET', 'facebookexternalhit/1.1;kakaotalk-scrap/1.0', 3600, 'agent'],
  ];
  for (const [method, agent, secondsSinceDelivery, sign] of cases) assert.equal(findScannerSign({ method, number: 1, agent, secondsSinceDelivery }), sign, `${method} ${agent} ${secondsSinceDelivery}`);
});

test('pictures are loaded by proxies and mail programs for people who read', () => {
  const open = (agent: string): string | null => findScannerSign({ method: 'GET', number: 0, agent, secondsSinceDelivery: 3600 });
  for (const agent of ['YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html', 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)', 'Mozilla/4.0 (compatible; ms-office; MSOffice 16)', 'Mozilla/5.0']) assert.equal(open(agent), null, agent);
  assert.equal(open('Mozilla/5.0 (compatible; Googlebot/2.1)'), 'agent');
});

const visits = (...pairs: readonly (readonly [number: number, atMs: number])[]): Visit[] => pairs.map(([number, atMs], index) => ({ id: String(index), number, atMs }));

test('many links at once are a burst, two in tabs are a reader', () => {
  const cases: readonly (readonly [visits: Visit[], linkCount: number, count: number])[] = [
    [visits([1, 0], [2, 100]), 10, 0], [visits([1, 0], [2, 10], [3, 20], [4, 30]), 10, 4], [visits([1, 0], [2, 2_000], [3, 4_000], [4, 9_000]), 10, 0],
    [visits([1, 0], [2, 10]), 2, 2], [visits([1, 0], [2, 3_000]), 2, 0], [visits([1, 0], [1, 10], [1, 20], [1, 30], [1, 40]), 10, 0], [visits([1, 0]), 1, 0],
    [visits([0, 0], [1, 10], [2, 20], [3, 30]), 10, 0],
  ];
  for (const [given, linkCount, count] of cases) assert.equal(findBurst(given, linkCount).length, count, JSON.stringify(given));
});

test('the complaint rate is held against 0.1 and 0.3 percent', () => {
  const cases: readonly (readonly [complaints: number, accepted: number, verdict: string])[] = [[0, 0, 'fine'], [0, 100, 'fine'], [9, 10_000, 'fine'], [10, 10_000, 'high'], [29, 10_000, 'high'], [30, 10_000, 'too-high']];
  for (const [complaints, accepted, verdict] of cases) assert.equal(judgeComplaints(complaints, accepted).complaintVerdict, verdict, `${complaints} of ${accepted}`);
  assert.equal(warnOfComplaints(judgeComplaints(0, 10)), undefined);
  assert.match(warnOfComplaints(judgeComplaints(30, 10_000)) ?? '', /0\.30 % .*refuse/);
});

test('metrics are written as Prometheus reads them', () => {
  assert.equal(renderMetrics([{ name: 'courant_subscribers', labels: { list: 'a"b\\c\nd' }, value: 3 }, { name: 'courant_feedback_unmatched', labels: {}, value: 0 }]),
    '# HELP courant_subscribers People who subscribe, by list.\n# TYPE courant_subscribers gauge\ncourant_subscribers{list="a\\"b\\\\c\\nd"} 3\n'
    + '# HELP courant_feedback_unmatched Kept messages that nobody could be matched with.\n# TYPE courant_feedback_unmatched gauge\ncourant_feedback_unmatched 0\n');
});

test('every metric is in the docs', () => {
  const text = readFileSync(packagePath('docs', 'tracking.md'), 'utf8');
  assert.deepEqual(Object.entries(metrics).filter(([name, help]) => !text.includes(`\`${name}\``) || !text.includes(help)), []);
});
