/** A process that only does what schedules want at their times: opens the app, answers the tick, closes on SIGTERM or SIGINT. */
import { openApp } from '../src/app.js';
import { readConfig } from '../src/cli/read-config.js';
import { runProcess } from '../src/cli/run-process.js';
import { systemClock } from '../src/clock.js';

await runProcess(async ({ log, stopped, setGraceSeconds }) => {
  const config = readConfig({ environment: process.env });
  setGraceSeconds(config.stopGraceSeconds);
  const app = await openApp(config, { clock: systemClock, log: log(config.logLevel) });
  try {
    const scheduling = await app.startScheduling();
    await stopped;
    await scheduling.close();
  } finally {
    await app.close();
  }
});
