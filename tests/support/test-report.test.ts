/** The report of the tests, by the events that Node 20 and later give. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestReport, type TestEvent } from './test-report.js';

const pathOf = (file: string): string => `/home/x/dist/tests/${file}.test.js`;

/** As Node 20 names a file; later ones leave the folder out. */
function fileEvent(type: string, file: string, more: TestEvent['data'] = {}): TestEvent {
  return { type, data: { name: pathOf(file), nesting: 0, file: pathOf(file), line: 1, column: 1, ...more } };
}

function testEvents(file: string, name: string, more: TestEvent['data'] & { type?: string } = {}): TestEvent[] {
  const { type = 'test:pass', ...rest } = more;
  const data = { name, nesting: 0, file: pathOf(file), line: 7, column: 1, ...rest };
  return [{ type: 'test:start', data }, { type, data }];
}

const ended = (file: string, ms: number): TestEvent => fileEvent('test:complete', file, { details: { duration_ms: ms } });
const begun = (...files: string[]): TestEvent[] => files.map((file) => fileEvent('test:enqueue', file));
const failure = (message: string, failureType = 'testCodeFailure', more: object = {}): { error: Error } => ({ error: Object.assign(new Error('test failed', { cause: new Error(message) }), { failureType, ...more }) });
const failed = (message: string): TestEvent['data'] & { type: string } => ({ type: 'test:fail', details: failure(message) });

function tell(events: readonly TestEvent[]): { text: string; end: string } {
  const report = createTestReport();
  return { text: events.map((event) => report.take(event)).join(''), end: report.end() };
}

type Row = readonly [why: string, events: readonly TestEvent[], shown: readonly RegExp[], hidden?: readonly RegExp[]];

const table: readonly Row[] = [
  ['a file is a line', [...begun('a/b'), ...testEvents('a/b', 'one'), ...testEvents('a/b', 'two'), ended('a/b', 1234.5)], [/^ok {3}tests\/a\/b\.test\.ts: 2 tests, 1,235 ms$/m, /^2 tests in 1 file, 0 skipped, 0 failed/m], [/one|failure|again/]],
  ['two files, of which the second was done first', [...begun('a', 'b'), ended('b', 5), ...testEvents('a', 'one'), ended('a', 9), ...testEvents('b', 'two')], [/^ok {3}tests\/a\.test\.ts: 1 test, 9 ms\nok {3}tests\/b\.test\.ts: 1 test, 5 ms$/m]],
  ['a skipped test says why', [...begun('a'), ...testEvents('a', 'one', { skip: 'needs redis-server' }), ...testEvents('a', 'two', { skip: true })], [/a\.test\.ts: 2 tests, 2 skipped$/m, /^ {7}skipped: one: needs redis-server$/m, /^ {7}skipped: two$/m, /2 skipped, 0 failed/]],
  ['a failure is told in full, and in short at the end with what runs it again', [...begun('a/b'), ...testEvents('a/b', 'a rule', failed('it is\n\nbroken')), ended('a/b', 1)],
    [/^FAIL tests\/a\/b\.test\.ts: 1 test, 1 failed, 1 ms$/m, /^FAILED tests\/a\/b\.test\.ts: a rule\n {4}Error: it is\n\n {4}broken\n {8}at .*test-report/m, /^1 failure:\n {2}tests\/a\/b\.test\.ts: a rule: it is broken\nagain: npm test -- a\/b$/m, /1 failed, in/]],
  ['a failure within a test is told once, by its whole name', [...begun('a'),
    { type: 'test:start', data: { name: 'outer', nesting: 0, file: pathOf('a') } }, ...testEvents('a', 'inner', { nesting: 1 }), ...testEvents('a', 'other', { nesting: 1, ...failed('no') }),
    { type: 'test:fail', data: { name: 'outer', nesting: 0, file: pathOf('a'), details: failure('1 subtest failed', 'subtestsFailed') } }],
  [/^FAIL .*3 tests, 1 failed$/m, /^FAILED tests\/a\.test\.ts: outer > other$/m, /^1 failure:$/m], [/subtest failed/]],
  ['what is to be done is no failure', [...begun('a'), ...testEvents('a', 'one', { ...failed('not yet'), todo: 'later' })], [/^ok .*1 test$/m, /0 failed/], [/not yet/]],
  ['a suite is no test', [...begun('a'), ...testEvents('a', 'one'), ...testEvents('a', 'suite', { details: { type: 'suite' } })], [/a\.test\.ts: 1 test$/m]],
  ['a file that cannot be loaded is a failure, and what it said is shown', [...begun('a'), { type: 'test:stderr', data: { file: pathOf('a'), message: 'SyntaxError: no\n' } }, ended('a', 80), fileEvent('test:start', 'a'), fileEvent('test:fail', 'a', { details: failure('test failed', 'testCodeFailure', { exitCode: 1, signal: null }) })],
    [/^FAIL tests\/a\.test\.ts: 0 tests, 1 failed, 80 ms$/m, /^ {7}SyntaxError: no$/m, /FAILED tests\/a\.test\.ts: the file as a whole/, /it ended with exit code 1/, /^1 failure:$/m]],
  ['so is one that was killed behind its last test', [...begun('a'), ...testEvents('a', 'one'), fileEvent('test:start', 'a'), fileEvent('test:fail', 'a', { details: failure('test failed', 'testCodeFailure', { exitCode: null, signal: 'SIGKILL' }) })], [/1 test, 1 failed/, /it ended with SIGKILL/]],
  ['and one that took too long', [...begun('a'), ...testEvents('a', 'one'), fileEvent('test:fail', 'a', { details: { error: Object.assign(new Error('x', { cause: 'test timed out after 600000ms' }), { failureType: 'testTimeoutFailure' }) } })], [/^ {4}test timed out after 600000ms$/m, /a\.test\.ts: the file as a whole: test timed out after 600000ms$/m]],
  ['and one whose hooks fail', [...begun('a'), ...testEvents('a', 'one'), fileEvent('test:fail', 'a', { line: 9, details: failure('not closed', 'hookFailed') })], [/FAILED tests\/a\.test\.ts: the file as a whole/, /1 test, 1 failed/]],
  ['what it said, named without its folder as since Node 22', [...begun('a', 'b'), ...testEvents('a', 'one'), { type: 'test:stdout', data: { file: 'dist/tests/b.test.js', message: 'said of b' } }, ...testEvents('b', 'two')], [/b\.test\.ts: 1 test\n {7}said of b$/m]],
  ['what is said too late is shown all the same', [...begun('a', 'b'), ...testEvents('a', 'one'), ...testEvents('b', 'two'), { type: 'test:stdout', data: { file: pathOf('a'), message: 'late' } }], [/late/]],
  ['a file without tests', [...begun('a'), fileEvent('test:start', 'a'), fileEvent('test:pass', 'a')], [/^ok {3}tests\/a\.test\.ts: 0 tests$/m]],
  ['a test that is written elsewhere belongs to the file that is told', [...begun('a'), ...testEvents('a', 'one'), ...testEvents('rows', 'two', { file: '/home/x/dist/tests/rows.js' })], [/a\.test\.ts: 2 tests/, /in 1 file,/]],
  ['also the first of all', [...begun('a'), ...testEvents('rows', 'two', { file: '/home/x/dist/tests/rows.js' })], [/tests\/a\.test\.ts: 1 test/, /in 1 file,/]],
  ['also the first of a file, where Node says which file was run', [...begun('a', 'b'), ...testEvents('a', 'one', { entryFile: pathOf('a') }), ...testEvents('rows', 'two', { file: '/home/x/dist/tests/rows.js', entryFile: pathOf('b') })], [/a\.test\.ts: 1 test\nok {3}tests\/b\.test\.ts: 1 test/]],
  ['a name without its folder, as since Node 22', [fileEvent('test:enqueue', 'a', { name: 'dist/tests/a.test.js' }), ...testEvents('a', 'one'), fileEvent('test:complete', 'a', { name: 'dist/tests/a.test.js', details: { duration_ms: 3 } })], [/a\.test\.ts: 1 test, 3 ms/]],
  ['what a test measured stands under its file, and the totals of the runner nowhere', [...begun('a'), ...testEvents('a', 'one'), { type: 'test:diagnostic', data: { nesting: 1, message: 'rss +70 MB' } }, { type: 'test:diagnostic', data: { nesting: 0, message: 'tests 1' } }, { type: 'test:diagnostic', data: { nesting: 0, message: 'duration_ms 480123.4' } }],
    [/^ {7}rss \+70 MB$/m, /in 480 s$/m], [/tests 1$|duration_ms/m]],
  ['nothing at all', [], [/^0 tests in 0 files, 0 skipped, 0 failed, in 0 s$/m]],
];

for (const [why, events, shown, hidden = []] of table) {
  test(`the report: ${why}`, () => {
    const { text, end } = tell(events);
    for (const pattern of shown) assert.match(text + end, pattern);
    for (const pattern of hidden) assert.doesNotMatch(text + end, pattern);
  });
}

test('a failure is told before its file has ended', () => {
  const { text } = tell([...begun('a'), ...testEvents('a', 'one', failed('first'))]);
  assert.match(text, /^\nFAILED tests\/a\.test\.ts: one\n {4}Error: first\n/);
});

test('the report ends with the failures and the totals, and tells a file as soon as the next one begins', () => {
  const { text, end } = tell([...begun('a', 'b'), ...testEvents('a', 'one', failed('first')), ...testEvents('b', 'two', failed('second'))]);
  assert.match(text, /^FAIL tests\/a\.test\.ts: 1 test, 1 failed$/m);
  assert.deepEqual(end.split('\n').slice(-7), ['2 failures:', '  tests/a.test.ts: one: first', '  tests/b.test.ts: two: second', 'again: npm test -- a b', '', '2 tests in 2 files, 0 skipped, 2 failed, in 0 s', '']);
});
