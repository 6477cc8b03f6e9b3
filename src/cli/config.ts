/** `courant config`: the settings, made from their one schema. */
import type { Command } from 'commander';
import { stringify } from 'yaml';
import { configSchema, environmentName, type ConfigKey } from '../config.js';
import type { CliContext } from './context.js';
import { renderTable } from './table.js';

export function register(program: Command, context: CliContext): void {
  const config = program.command('config').description('the settings');
  config.command('sample').description('a courant.yaml with every setting, its default and what it is for').action(() => context.out(renderSample()));
  config.command('show').description('the settings in force; passwords are hidden').option('--json', 'as JSON').action(async (options: { json?: true }) => {
    const shown = Object.fromEntries(Object.entries(await context.config()).map(([key, value]) => [key, hideSecret(key, value)]));
    if (options.json) return context.json(shown);
    context.out(renderTable(Object.entries(shown).map(([key, value]) => [key, showValue(value)])));
  });
}

/** Every key is commented out: the file as it stands changes nothing. */
export function renderSample(): string {
  const keys = Object.keys(configSchema.shape) as ConfigKey[];
  const defaults = configSchema.parse({});
  return '# Courant\'s settings. Each may also be given by the environment variable named behind it, which wins.\n\n' + keys.map((key) => {
    const value = defaults[key];
    return `# ${configSchema.shape[key].description ?? ''}  [${environmentName(key)}]\n# ${key}:${value === undefined ? '' : ` ${stringify(value, { collectionStyle: 'flow' }).trim()}`}\n`;
  }).join('\n');
}

/** A setting as one line. */
export function showValue(value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => (typeof one === 'object' ? JSON.stringify(one) : String(one))).join(', ');
  if (typeof value === 'object' && value !== null) return Object.entries(value).map((pair) => pair.join('=')).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Settings, and keys of settings, that are nothing but a secret. */
const secrets: ReadonlySet<string> = new Set<ConfigKey | 'password' | 'clientSecret' | 'refreshToken'>([
  'mailgunKey', 'postmarkSecret', 'hookSecret', 'feedbackImapPassword', 'feedbackImapClientSecret', 'feedbackImapRefreshToken', 'password', 'clientSecret', 'refreshToken',
]);

/** Also inside lists of accounts. */
function hideSecret(key: string, value: unknown): unknown {
  if (secrets.has(key) && value !== undefined) return '***';
  if (Array.isArray(value)) return value.map((one) => hideSecret('', one));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([inner, one]) => [inner, hideSecret(inner, one)]));
  if (typeof value !== 'string' || !URL.canParse(value)) return value;
  const url = new URL(value);
  if (url.password === '') return value;
  url.password = '***';
  return url.href;
}
