/** docs/reference.md, made from the program itself: commands, settings, error codes, words that the catcher obeys. */
import type { Command } from 'commander';
import { outcomes } from '../catcher/outcomes.js';
import { configSchema, environmentName, type ConfigKey } from '../config.js';
import { errorCodes } from '../errors.js';
import { showValue } from './config.js';

export function renderReference(program: Command): string {
  return [
    '# Reference\n\nMade from the program (`npm run reference`); do not edit by hand.\n',
    '## Commands\n\nExit status: 0 done, 1 findings or failure, 2 wrong usage or bad input. `--config FILE` stands before or behind every command.\n',
    ...leaves(program).map(renderCommand),
    `### What \`feedback parse --json\` prints\n\nOne line per recipient: \`{"file","recipient","kind","bucket","reason","status","replyCode","action","source"}\`; for a message that is no report one line with \`"kind":"notbounce"\`.\n`,
    '## Settings\n\nIn `courant.yaml`, or by the environment variable, which wins.\n',
    table(['key', 'environment', 'default', 'what it is for'], settings()),
    '## Error codes\n\nPrinted in brackets behind the sentence.\n',
    table(['code', 'exit status', 'meaning'], Object.entries(errorCodes).map(([code, { exit, meaning }]) => [`\`${code}\``, String(exit), meaning])),
    '## Words the catcher obeys\n\nThe word behind the last `+` of the recipient\'s local part, as in `kim.minji+refuse@mail.example`.\n',
    table(['word', 'what happens'], outcomes.map(({ word, meaning }) => [`\`${word}\``, meaning])),
  ].join('\n');
}

/** Commands that do something, in the order of --help. */
export function leaves(command: Command): readonly Command[] {
  const subcommands = command.commands.filter((sub) => sub.name() !== 'help');
  return subcommands.length === 0 ? [command] : subcommands.flatMap(leaves);
}

export function commandPath(command: Command): string {
  return command.parent === null ? command.name() : `${commandPath(command.parent)} ${command.name()}`;
}

function renderCommand(command: Command): string {
  const words = command.registeredArguments.map((argument) => `<${argument.name()}${argument.variadic ? '...' : ''}>`);
  const options = command.options.map((option) => [`\`${option.flags}\``, `${option.description}${option.mandatory ? ' (required)' : ''}`]);
  return [`### \`${[commandPath(command), ...words].join(' ')}\`\n`, `${command.description()}\n`, ...(options.length === 0 ? [] : [table(['option', ''], options)])].join('\n');
}

function settings(): string[][] {
  const defaults = configSchema.parse({});
  return (Object.keys(configSchema.shape) as ConfigKey[]).map((key) => {
    const value = defaults[key];
    return [`\`${key}\``, `\`${environmentName(key)}\``, value === undefined || showValue(value) === '' ? '' : `\`${showValue(value)}\``, configSchema.shape[key].description ?? ''];
  });
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n') + '\n';
}
