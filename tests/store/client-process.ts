/**
 * A process that has the store open, for tests that start and kill it: `client-process.js '{"dataDir": ...}'`. Answers each line on
 * stdin, a statement, with one JSON line; ends after `close`, after the end of stdin, and after SIGINT.
 */
import { createInterface } from 'node:readline';
import { toUserErrors } from '../../src/errors.js';
import { silentLog } from '../../src/log.js';
import { openStore, type StoreOptions } from '../../src/store/open.js';

const say = (value: unknown): void => void process.stdout.write(JSON.stringify(value) + '\n');

try {
  const startedAt = performance.now();
  const store = await openStore({ ...(JSON.parse(process.argv[2] ?? '') as StoreOptions), log: silentLog });
  const lines = createInterface({ input: process.stdin });
  // What a careful program does: it writes down the last things and goes.
  process.once('SIGINT', () => {
    void store.query('select count(*)::int as last from pg_database').then(say).finally(() => lines.close());
  });
  say({ openMs: performance.now() - startedAt });
  for await (const line of lines) {
    if (line === 'close') break;
    await store.query(line).then(say, (error: unknown) => say({ failed: String(error) }));
  }
  await store.close();
  say({ closed: true });
  process.exit(0);
} catch (error) {
  const [known] = toUserErrors(error);
  say(known === undefined ? { bug: String(error) } : { code: known.code, message: known.message, hint: known.hint });
  process.exit(1);
}
