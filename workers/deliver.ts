/** A process that only sends: opens the database, answers the bell, closes on SIGTERM or SIGINT with every open transaction finished. */
import { readConfig } from '../src/cli/read-config.js';
import { runProcess } from '../src/cli/run-process.js';
import { systemClock } from '../src/clock.js';
import { openBase, startSending } from '../src/sending.js';

await runProcess(async ({ log, stopped, setGraceSeconds }) => {
  const config = readConfig({ environment: process.env });
  setGraceSeconds(config.stopGraceSeconds);
  const base = await openBase(config, { clock: systemClock, log: log(config.logLevel) });
  try {
    const sending = await startSending(base);
    await stopped;
    await sending.close();
  } finally {
    await base.close();
  }
});
