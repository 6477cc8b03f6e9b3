/** The program without its commands: what all of them have in common. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { packagePath } from '../package-root.js';
import type { CliContext } from './context.js';

export function createRoot(context: Pick<CliContext, 'out' | 'err'>): Command {
  const { version } = JSON.parse(readFileSync(packagePath('package.json'), 'utf8')) as { version: string };
  return new Command('courant')
    .description('Newsletters as code: an issue in YAML and Markdown becomes mail, sent to each subscriber exactly once.')
    .version(version)
    .option('--config <file>', 'settings; default courant.yaml where there is one')
    .showHelpAfterError('(more with --help)')
    .configureOutput({ writeOut: (text) => context.out(text), writeErr: (text) => context.err(text) })
    .exitOverride();
}
