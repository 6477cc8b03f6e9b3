/** All commands. */
import type { Command } from 'commander';
import * as archive from './archive.js';
import * as audit from './audit.js';
import * as campaign from './campaign.js';
import * as compile from './compile.js';
import * as config from './config.js';
import * as check from './check.js';
import type { CliContext } from './context.js';
import * as demo from './demo.js';
import * as dkim from './dkim.js';
import * as doctor from './doctor.js';
import * as feedback from './feedback.js';
import * as keys from './keys.js';
import * as init from './init.js';
import * as lane from './lane.js';
import * as list from './list.js';
import * as migrate from './migrate.js';
import * as plan from './plan.js';
import * as segment from './segment.js';
import * as preview from './preview.js';
import { createRoot } from './root.js';
import * as schedule from './schedule.js';
import * as send from './send.js';
import * as start from './start.js';
import * as subscriber from './subscriber.js';
import * as suppression from './suppression.js';
import * as test from './test.js';

/** In the order of --help. */
const commands = [init, preview, compile, check, test, plan, send, schedule, campaign, lane, list, subscriber, segment, suppression, feedback, archive, start, dkim, keys, demo, doctor, migrate, config, audit];

export function createProgram(context: CliContext): Command {
  const program = createRoot(context);
  for (const command of commands) command.register(program, context);
  return program;
}
