/** The server of the fault tests as a process of its own: two catchers, one of them with STARTTLS, each with a log that no sender can touch. */
import { join } from 'node:path';
import { startCatcher } from '../../src/catcher/catcher.js';
import { systemClock } from '../../src/clock.js';
import { silentLog } from '../../src/log.js';
import { replyTimeoutMs } from './limits.js';

const folder = process.argv[2];
if (folder === undefined) throw new Error('which folder?');
const rules = [
  /** The reply comes when the sender has given up on it, also one that stood still for seconds: who finds the reply when it wakes takes it. */
  { word: 'late', meaning: 'accepted too late', act: { at: 'dot', kind: 'delay', ms: replyTimeoutMs * 60 } },
  { word: 'busy', meaning: '421 instead of the reply to the final dot at the first try', tries: 1, act: { at: 'dot', kind: 'reply', code: 421, enhanced: '4.3.2', text: 'Service shutting down' } },
] as const;
const options = { host: '127.0.0.1', port: 0, rules, clock: systemClock, log: silentLog };
const plain = await startCatcher({ ...options, folder: join(folder, 'plain') });
const tls = await startCatcher({ ...options, folder: join(folder, 'tls'), startTls: true });
process.on('disconnect', () => process.exit(0));
process.send?.({ plain: { port: plain.port, logPath: plain.logPath }, tls: { port: tls.port, logPath: tls.logPath } });
