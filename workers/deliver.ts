/** A process that only sends: opens the app, answers the bell, closes on SIGTERM or SIGINT with every open transaction finished. */
import { openApp } from '../src/app.js';
import { readConfig } from '../src/cli/read-config.js';
import { runProcess } from '../src/cli/run-process.js';
import { systemClock } from '../src/clock.js';

await runProcess(async ({ log, stopped, setGraceSeconds }) => {
  const config = readConfig({ environment: process.env });
  setGraceSeconds(config.stopGraceSeconds);
  const app = await openApp(config, { clock: systemClock, log: log(config.logLevel) });
  try {
    const sending = await app.startSending();
    await stopped;
    await sending.close();
  } finally {
    await app.close();
  }
});
