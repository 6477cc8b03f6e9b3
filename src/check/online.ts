/** The online answers for an issue and its list: what the settings, the keys and the list say goes to the gatherer. For `check --online`. */
import { join } from 'node:path';
import { publicUrlOf, type Config } from '../config.js';
import type { DkimSetup } from '../message/dkim/load-keys.js';
import type { TokenKeys } from '../message/signed-token.js';
import { makeTrialToken } from '../message/unsubscribe-token.js';
import type { Blocklist } from '../preflight/online/blocklists.js';
import { gatherOnline, type OnlineSetup } from '../preflight/online/gather.js';
import type { OnlineAnswers } from '../preflight/online.js';
import type { Subject } from '../preflight/subject.js';
import type { ListRow } from '../store/lists.js';
import { makeSubject, type CheckOptions, type CompiledIssue } from './check-issue.js';

export type OnlineParts = {
  readonly config: Config;
  readonly dkim: DkimSetup;
  /** Both, or neither: a check without a list knows no sender. */
  readonly list?: ListRow | undefined;
  readonly keys?: TokenKeys | undefined;
  readonly now: () => number;
};

/** Asks, and adds the answers to what the rules look at. */
export async function withOnline(compiled: CompiledIssue, options: CheckOptions & { readonly dkim: DkimSetup }): Promise<CheckOptions> {
  const { config, list, keys, dkim } = options;
  const online = await askOnline(await makeSubject(compiled, options), { config, list, keys, dkim, now: () => options.now.getTime() });
  return { ...options, online };
}

export function askOnline(subject: Subject, parts: OnlineParts, options: Pick<OnlineSetup, 'linkTimeoutMs' | 'dnsTimeoutMs' | 'trustedHosts'> = {}): Promise<OnlineAnswers> {
  const { config, dkim, list, keys, now } = parts;
  return gatherOnline(subject, {
    ...options, dkim, now,
    relaySpf: config.relaySpf, relaySendingAddress: config.relaySendingAddress, dnsServers: config.dnsServers, blocklists: config.dnsBlocklists.map(toBlocklist),
    trialUrl: list === undefined || keys === undefined ? undefined : `${publicUrlOf(config)}/u/${makeTrialToken(keys, list.id)}`,
    cacheFile: linkCacheFile(config),
  });
}

/** What links answered, for all issues. */
export function linkCacheFile({ dataDir }: Pick<Config, 'dataDir'>): string {
  return join(dataDir, 'cache', 'links.json');
}

/** `domain:dbl.example.org`, as the configuration has checked. */
function toBlocklist(text: string): Blocklist {
  const [kind, zone = ''] = text.toLowerCase().split(':');
  return { kind: kind === 'ip' ? 'ip' : 'domain', zone };
}
