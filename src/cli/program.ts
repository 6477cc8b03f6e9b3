/** All commands. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { packagePath } from '../package-root.js';
import * as archive from './archive.js';
import * as audit from './audit.js';
import * as campaign from './campaign.js';
import * as compile from './compile.js';
import * as config from './config.js';
import type { CliContext } from './context.js';
import * as demo from './demo.js';
import * as dkim from './dkim.js';
import * as doctor from './doctor.js';
import * as feedback from './feedback.js';
import * as init from './init.js';
import * as list from './list.js';
import * as migrate from './migrate.js';
import * as plan from './plan.js';
import * as segment from './segment.js';
import * as send from './send.js';
import * as start from './start.js';
import * as subscriber from './subscriber.js';
import * as suppression from './suppression.js';

/** In the order of --help. */
const commands = [init, compile, plan, send, campaign, list, subscriber, segment, suppression, feedback, archive, start, dkim, demo, doctor, migrate, config, audit];

export function createProgram(context: CliContext): Command {
  const { version } = JSON.parse(readFileSync(packagePath('package.json'), 'utf8')) as { version: string };
  const program = new Command('courant')
    .description('Newsletters as code: an issue in YAML and Markdown becomes mail, sent to each subscriber exactly once.')
    .version(version)
    .option('--config <file>', 'settings; default courant.yaml where there is one')
    .showHelpAfterError('(more with --help)')
    .configureOutput({ writeOut: (text) => context.out(text), writeErr: (text) => context.err(text) })
    .exitOverride();
  for (const command of commands) command.register(program, context);
  return program;
}
