/** `courant start`: the server. Web pages, sending, schedules and the feedback listener in one process, or a part of them. */
import { Option, type Command } from 'commander';
import { openApp, type App } from '../app.js';
import type { Closing } from '../sending.js';
import type { CliContext } from './context.js';
import { commandLog } from './context-of.js';

type Part = 'web' | 'worker' | 'scheduler' | 'feedback';
const parts: readonly Part[] = ['web', 'worker', 'scheduler', 'feedback'];

export function register(program: Command, context: CliContext): void {
  program.command('start').description('the server: web pages, sending, schedules, feedback; stops gracefully on SIGTERM')
    .addOption(new Option('--only <part>', 'one part alone, to spread over processes').choices(parts))
    .action(async (options: { only?: Part }) => {
      const config = await context.config();
      const app = await openApp(config, { clock: context.clock, log: commandLog(config.logLevel) });
      try {
        await serve(context, app, options.only === undefined ? parts : [options.only]);
      } finally {
        await app.close();
      }
    });
}

async function serve(context: CliContext, app: App, wanted: readonly Part[]): Promise<void> {
  const open: Closing[] = [];
  try {
    for (const part of wanted) open.push(...(await startPart(app, part)));
    app.log.info('started', { parts: wanted });
    await new Promise<void>((resolve) => {
      if (context.stopSignal.aborted) resolve();
      context.stopSignal.addEventListener('abort', () => resolve(), { once: true });
    });
    app.log.info('stopping');
  } finally {
    for (const part of open.reverse()) await part.close();
  }
  app.log.info('stopped');
}

async function startPart(app: App, part: Part): Promise<Closing[]> {
  const { config, log } = app;
  if (part === 'web') {
    const web = await app.startWeb();
    log.info('web pages', { url: web.url });
    return [web];
  }
  if (part === 'worker') {
    if (config.relayUrl === undefined && config.relays.length === 0) {
      log.warn('neither relayUrl nor relays is set: nothing is sent by this process');
      return [];
    }
    return [await app.startSending()];
  }
  if (part === 'scheduler') return [await app.startScheduling()];
  return startFeedback(app);
}

async function startFeedback({ config, log, ...app }: App): Promise<Closing[]> {
  const open: Closing[] = [app.startSweep(), ...app.watchMailboxes()];
  if (config.feedbackPort !== undefined) {
    const intake = await app.startIntake(config.feedbackPort);
    log.info('feedback listener', { port: intake.port });
    open.push(intake);
  }
  if (config.feedbackLmtp !== undefined) {
    const isPort = /^\d+$/.test(config.feedbackLmtp);
    open.push(await app.startIntake(isPort ? Number(config.feedbackLmtp) : config.feedbackLmtp, 'lmtp'));
    log.info('feedback listener, LMTP', { at: config.feedbackLmtp });
  }
  return open;
}
