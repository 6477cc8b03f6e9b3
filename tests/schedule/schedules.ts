/** A newsletter on the disk, a list in a database, and a clock that tests set: what a scheduler needs. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addList } from '../../src/audience/lists.js';
import { addSubscriber } from '../../src/audience/subscribers.js';
import { systemClock, type Clock } from '../../src/clock.js';
import { configSchema, type Config } from '../../src/config.js';
import { createLog, type Log } from '../../src/log.js';
import type { DispatchParts } from '../../src/schedule/dispatch.js';
import { loadSecrets } from '../../src/store/keys.js';
import type { ListRow } from '../../src/store/lists.js';
import type { Store } from '../../src/store/store.js';
import { openTestStore } from '../support/database.js';

type TestLike = { after(work: () => Promise<void>): void };

export type Newsroom = {
  readonly parts: DispatchParts;
  readonly store: Store;
  readonly list: ListRow;
  readonly folder: string;
  /** Lines of the log. */
  readonly logged: string[];
  setTime(at: string): void;
  /** An issue of the day in the folder; keys replace those of a sound one. */
  write(day: string, keys?: Readonly<Record<string, unknown>>, slug?: string): Promise<void>;
};

export async function writeNewsletter(folder: string): Promise<void> {
  await mkdir(join(folder, 'weekly'), { recursive: true });
  await writeFile(join(folder, 'weekly', 'newsletter.yaml'), JSON.stringify({ name: '주간 시험', lang: 'ko', template: 'letter', advertising: false, publisher: { name: '시험', email: 'desk@example.org', address: '서울' } }));
}

export async function writeIssue(folder: string, day: string, keys: Readonly<Record<string, unknown>> = {}, slug = `${day}-1`): Promise<void> {
  await mkdir(join(folder, 'weekly', slug), { recursive: true });
  const issue = { date: day, ready: true, title: `${day}의 소식`, preheader: '이번 주에 있었던 일을 짧게 전합니다. 읽어 주셔서 고맙습니다.', sections: [{ title: '소식', items: [{ title: '첫 소식', body: '안녕하세요. 오늘의 소식입니다.' }] }], ...keys };
  await writeFile(join(folder, 'weekly', slug, 'issue.yaml'), JSON.stringify(issue, null, 2));
}

export async function openNewsroom(t: TestLike, settings: Partial<Config> = {}): Promise<Newsroom> {
  const store = await openTestStore(t);
  const folder = await mkdtemp(join(tmpdir(), 'courant-newsroom-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeNewsletter(folder);
  const list = await addList(store, { slug: 'weekly', name: '주간 시험', from: '주간 시험 <news@example.org>', lang: 'ko' });
  await addSubscriber(store, { list, address: 'kim@mail.example', source: 'admin', at: new Date('2026-01-01T00:00:00Z') });
  let now = new Date('2026-11-22T00:00:00Z');
  const clock: Clock = { ...systemClock, now: () => now };
  const logged: string[] = [];
  const log: Log = createLog({ level: 'info', write: (line) => void logged.push(line), now: () => now });
  const config = configSchema.parse({ issuesDir: folder, dataDir: join(folder, 'data'), publicUrl: 'https://news.example.org', ...settings });
  return {
    store, list, folder, logged, parts: { store, clock, log, config, keys: await loadSecrets(store) },
    setTime: (at) => { now = new Date(at); },
    write: (day, keys, slug) => writeIssue(folder, day, keys, slug),
  };
}
