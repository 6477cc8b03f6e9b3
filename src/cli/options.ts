/** Words of the command line that become values; a wrong one is told by commander with the option's name. */
import { InvalidArgumentError } from 'commander';

/** The argument of commands about one campaign. */
export const campaignArgument = ['<id>', 'number of the campaign; `courant campaign ls` lists them'] as const;

export function parseRate(text: string): number {
  const rate = Number(text);
  if (!(rate > 0) || rate > 10_000) throw new InvalidArgumentError('A rate is a number above 0, up to 10000 messages a second.');
  return rate;
}

export function parseCount(text: string): number {
  if (!/^[0-9]{1,7}$/.test(text) || Number(text) < 1) throw new InvalidArgumentError('A whole number from 1 on.');
  return Number(text);
}

/** Where a site is reached; links are made by putting a path behind it. */
export function parseBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isBase = url !== undefined && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '' && url.username === '';
  if (!isBase) throw new InvalidArgumentError('A whole address, such as https://example.org/archive.');
  return url.href.replace(/\/+$/, '');
}
