/** The commands on lists, people and suppressions, as an admin types them. */
import { strict as assert } from 'node:assert';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { renderTable } from '../../src/cli/table.js';
import { configSchema } from '../../src/config.js';
import { commandsOn, type Said } from '../support/command.js';
import { openTestStore } from '../support/database.js';

/** Commands on one store, one after the other. */
const openCommands = async (t: TestContext): Promise<(...words: string[]) => Promise<Said>> => commandsOn(await openTestStore(t), configSchema.parse({}));

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'courant-cli-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

test('an admin makes a list, imports people, and sees what became of each row', async (t) => {
  const courant = await openCommands(t);
  const folder = await temporaryFolder(t);
  const [file, report, exported] = [join(folder, 'people.csv'), join(folder, 'report.csv'), join(folder, 'export.csv')];
  await writeFile(file, '이메일,이름\nminji@x.example,김민지\nbad\u001b[2J@@x,X\nb@gamil.com,B\nminji@x.example,again\n');
  await courant('list', 'add', 'weekly', '--from', '주간 <news@example.org>', '--lang', 'ko');
  const imported = await courant('subscriber', 'import', file, '--list', 'weekly', '--report', report);
  assert.equal(imported.code, 1, 'a row was refused');
  assert.match(imported.out, /Columns: 이메일 \(email\), 이름 \(name\)/);
  assert.match(imported.out, / imported +2\n/);
  assert.match(imported.out, / duplicate +1\n/);
  assert.match(imported.out, /Refused:\n {2}line 3 {2}bad\\u\{1b\}\[2J@@x {2}holds a control character/);
  assert.match(imported.out, /Worth a look:\n {2}line 4 {2}b@gamil\.com {2}did they mean gmail\.com\?/);
  assert.ok(!imported.out.includes('\u001b'), 'a row cannot repaint the terminal');
  assert.equal((await readFile(report, 'utf8')).split('\r\n').length, 6);
  const again = await courant('subscriber', 'import', file, '--list', 'weekly', '--json');
  assert.equal((again.json as { counts: { unchanged: number } }).counts.unchanged, 2);
  assert.equal(again.text, `${JSON.stringify(again.json)}\n`, 'nothing but the document');
  await courant('subscriber', 'export', '--list', 'weekly', '--out', exported);
  assert.match(await readFile(exported, 'utf8'), /^email,name,lang,status,.*\r\nminji@x\.example,김민지,,subscribed,/);
  assert.match((await courant('list', 'ls')).out, /weekly +2 +0 +0 +weekly +news@example\.org/);
});

test('one person is added, shown, unsubscribed; an address is suppressed and let back', async (t) => {
  const courant = await openCommands(t);
  await courant('list', 'add', 'weekly', '--from', 'news@example.org');
  assert.equal((await courant('subscriber', 'add', 'a@x.example', '--list', 'weekly', '--name', 'Anna')).out, 'Subscribed.\n');
  assert.equal((await courant('subscriber', 'unsubscribe', 'a@x.example', '--list', 'weekly')).out, 'Unsubscribed.\n');
  assert.match((await courant('subscriber', 'show', 'a@x.example')).out, /weekly +unsubscribed .* left \d{4}-\d\d-\d\d \(admin\)/);
  await courant('suppression', 'add', 'a@x.example', '--note', 'asked on the phone');
  assert.match((await courant('suppression', 'ls')).out, /a@x\.example +all +admin .* asked on the phone/);
  await courant('suppression', 'rm', 'a@x.example', '--note', 'wrong person');
  assert.equal((await courant('suppression', 'ls')).out, 'No address is suppressed.\n');
  assert.equal(((await courant('suppression', 'ls', '--all', '--json')).json as unknown[]).length, 1);
  const audited = (await courant('audit', 'ls', '--action', 'suppression.lift')).out;
  assert.match(audited, /suppression\.lift +suppression:\d+/);
  assert.doesNotMatch(audited, /x\.example/);
});

test('a wrong mapping is told with the fields there are', async (t) => {
  const courant = await openCommands(t);
  await assert.rejects(courant('subscriber', 'import', 'x.csv', '--list', 'weekly', '--map', 'mail=E-Mail'), /the fields are email, name/);
});

test('columns line up under Korean letters, which are two cells wide', () => {
  assert.equal(renderTable([['김민지', 1], ['Anna', 1000]]), '  김민지      1\n  Anna    1,000\n');
});

test('one person is added with what the list asks; a change of declarations tells who no longer fits, and changes nobody', async (t) => {
  const run = await openCommands(t);
  await run('list', 'add', 'weekly', '--from', 'Weekly <news@example.org>', '--attribute', 'country:choice=KR|US');
  await run('subscriber', 'add', 'a@x.example', '--list', 'weekly', '--attribute', 'country=kr', '--attribute', 'age=old');
  await run('subscriber', 'add', 'b@x.example', '--list', 'weekly', '--attribute', 'age=042');
  await assert.rejects(run('subscriber', 'add', 'c@x.example', '--list', 'weekly', '--attribute', 'country=Mars'), { code: 'usage', message: /country: "Mars" is none of KR, US/ });
  const edited = await run('list', 'edit', 'weekly', '--attribute', 'age:number', '--attribute', 'country!:choice=KR|US');
  assert.match(edited.out, /Of those who subscribe.*\n +country +0 +do not fit +1 +have none\n +age +1 +do not fit +0 +have none +a@x\.example: "old"/);
  assert.deepEqual((await run('subscriber', 'show', 'a@x.example', '--json')).json, { ...((await run('subscriber', 'show', 'a@x.example', '--json')).json as object), attributes: { country: 'KR', age: 'old' } });
  assert.doesNotMatch((await run('list', 'edit', 'weekly', '--attribute', 'age:number')).out, /Of those who subscribe/, 'what did not change is not looked at');
});
