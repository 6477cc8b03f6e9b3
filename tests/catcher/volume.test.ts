import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { createTransport } from 'nodemailer';
import { readCatcherLog } from '../../src/catcher/catcher-log.js';
import { message, openCatcher } from './support.js';

test('2,000 mails of 75 KB stay on disk, not in memory', { timeout: 300_000 }, async (t) => {
  const { catcher, folder } = await openCatcher(t);
  const body = Array.from({ length: 750 }, (_, line) => `<td style="padding:0 ${line}px">${'An ordinary line of a newsletter, '.repeat(2)}</td>`).join('\r\n');
  const transport = createTransport({ host: '127.0.0.1', port: catcher.port, ignoreTLS: true, pool: true, maxConnections: 4, maxMessages: 1000 });
  const before = process.memoryUsage();
  const send = async (first: number): Promise<void> => {
    for (let index = first; index < 2000; index += 4) {
      await transport.sendMail({ raw: message({ messageId: `${index}@news.example`, body }), envelope: { from: `b+${index}@bounce.example`, to: `r${index}@mail.example` } });
    }
  };
  await Promise.all([0, 1, 2, 3].map(send));
  transport.close();
  const after = process.memoryUsage();
  assert.ok(after.rss - before.rss < 150e6, `grew by ${Math.round((after.rss - before.rss) / 1e6)} MB`); // the mails are 150 MB
  assert.equal(catcher.mails().total, 2000);
  const log = await readCatcherLog(catcher.logPath);
  assert.equal(new Set(log.map(({ recipient }) => recipient)).size, 2000);
  const entry = catcher.mails({ search: 'r1234@' }).entries[0];
  assert.match(entry?.messageId ?? '', /^1234@/);
  assert.equal((await catcher.rawOf(entry?.n ?? 0))?.toString(), message({ messageId: '1234@news.example', body }));
  t.diagnostic(`rss +${Math.round((after.rss - before.rss) / 1e6)} MB, disk ${Math.round((await stat(join(folder, 'mails.deflate'))).size / 1e6)} MB`);
});
