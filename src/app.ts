/** Every part, built from the configuration by hand and closed in reverse. The only file that knows all parts; those that send are joined in sending.ts. */
import type { Hono } from 'hono';
import type { Catcher } from './catcher/catcher.js';
import { publicUrlOf, type Config } from './config.js';
import { startOutbox, type Outbox } from './audience/outbox.js';
import { createRelayTurns } from './campaign/relay-turn.js';
import { createScraper } from './campaign/scrape.js';
import { toRelays } from './delivery/relay.js';
import type { Obstacle } from './delivery/standing.js';
import { applyFeedback, type Applied, type Received } from './feedback/effect/apply.js';
import { startIntake, type Intake } from './feedback/intake/listener.js';
import { toImapAccounts, type ImapAccount } from './feedback/imap/account.js';
import { fetchOnce } from './feedback/imap/fetch-once.js';
import { toImapParts } from './feedback/imap/parts.js';
import type { MailboxCount } from './feedback/imap/read-mailbox.js';
import { watchAccount } from './feedback/imap/watch-account.js';
import { isOurAddress } from './feedback/effect/match.js';
import { startSweep } from './feedback/effect/sweep.js';
import { loadDkim } from './message/dkim/load-keys.js';
import { installationOf } from './message/signed-token.js';
import type { Bell } from './queue/bell.js';
import { openTicker, type Ticker } from './queue/ticker.js';
import { tellWaiting } from './notice/tell.js';
import { runRound } from './schedule/round.js';
import { startScheduler } from './schedule/scheduler.js';
import { openBase, openQueue, startSending, type Base, type BaseParts, type Closing, type Sending, type SendingOptions } from './sending.js';
import { countHeld } from './store/campaigns.js';
import { createMetricsRoutes } from './web/metrics.js';
import { createCatcherRoutes } from './web/catcher/catcher-routes.js';
import { fetchBytes } from './web/hooks/fetch-bytes.js';
import { createHookRoutes } from './web/hooks/hook-routes.js';
import { publicRooms } from './web/rooms.js';
import { startWeb, type WebServer } from './web/server.js';
import { openUnmatchedDesk } from './web/unmatched/unmatched-desk.js';
import { createUnmatchedRoutes } from './web/unmatched/unmatched-routes.js';
import { createWeb } from './web/web.js';

export type App = Base & {
  openQueue(): Promise<Bell>;
  /** Answers the bell in this process: sends. */
  startSending(options?: SendingOptions): Promise<Closing>;
  /** Does in this process what schedules want at their times, and tells the owner what went wrong. */
  startScheduling(): Promise<Closing>;
  /** Somebody edited a schedule: whoever does them looks at once. */
  ringScheduler(): Promise<void>;
  /** What keeps this process from sending, if anything. */
  obstacle(): Obstacle | null;
  /** The public pages; with a catcher also its inbox. */
  startWeb(options?: { catcher?: Catcher }): Promise<WebServer>;
  /** The SMTP or LMTP listener for what comes back. Port 0: any free one; LMTP also on the path of a socket. */
  startIntake(port: number | string, protocol?: 'smtp' | 'lmtp'): Promise<Intake>;
  /** Reads the IMAP accounts of feedbackImap as long as this process lives. */
  watchMailboxes(): readonly Closing[];
  /** Reads one of them to its end, once. `busy`: another process reads it. */
  fetchMailbox(account: ImapAccount, signal: AbortSignal): Promise<readonly MailboxCount[] | 'busy'>;
  /** Takes up again what was kept and not applied. */
  startSweep(): Closing;
  applyFeedback(received: Received): Promise<Applied>;
};

export async function openApp(config: Config, parts: BaseParts): Promise<App> {
  const base = await openBase(config, parts);
  const sendings: Sending[] = [];
  const obstacle = (): Obstacle | null => sendings.map((sending) => sending.obstacle()).find((found) => found !== null) ?? null;
  const wanted = new Set(config.feedbackMailboxes.map((address) => address.toLowerCase()));
  return {
    ...base, obstacle,
    openQueue: () => openQueue(base),
    async startSending(options) {
      const sending = await startSending(base, options);
      sendings.push(sending);
      return sending;
    },
    startScheduling: () => startScheduling(base),
    ringScheduler: () => ringScheduler(base),
    startWeb: (options) => openWeb(base, options?.catcher, obstacle),
    startIntake: (port, protocol = 'smtp') => startIntake({
      host: config.feedbackHost, port, protocol, maxBytes: config.feedbackMaxBytes, log: base.log,
      isWanted: (address) => isOurAddress(base.keys, address) || wanted.has(address.toLowerCase()),
      receive: async (message) => void (await applyFeedback(base, { ...message, source: protocol })),
    }),
    watchMailboxes: () => toImapAccounts(config).map((account) => watchAccount(toImapParts(base, config.feedbackMaxBytes), account)),
    fetchMailbox: (account, signal) => fetchOnce(toImapParts(base, config.feedbackMaxBytes), account, signal),
    startSweep: () => startSweep(base),
    applyFeedback: (received) => applyFeedback(base, received),
  };
}

async function startScheduling(base: Base): Promise<Closing> {
  const ticker = await openTickerOf(base);
  const scheduler = await startScheduler({
    clock: base.clock, log: base.log, listen: (answer) => ticker.listen(answer), runRound: () => runRound(base), tell: () => tellWaiting({ ...base, takeTurn: createRelayTurns(base) }),
  });
  return {
    async close() {
      await scheduler.close();
      await ticker.close();
    },
  };
}

/** What was saved holds without it: a scheduler looks by itself, a little later. */
async function ringScheduler(base: Base): Promise<void> {
  try {
    const ticker = await openTickerOf(base);
    await ticker.ring().finally(() => ticker.close());
  } catch (error) {
    base.log.warn('the scheduler could not be told at once', { error });
  }
}

function openTickerOf({ config, clock, log, store, keys }: Base): Promise<Ticker> {
  return openTicker({ store, redisUrl: config.redisUrl, installation: installationOf(keys), clock, log });
}

async function openWeb(base: Base, catcher: Catcher | undefined, obstacle: () => Obstacle | null): Promise<WebServer> {
  const { config, log, store } = base;
  const outbox = await openOutbox(base);
  const inbox: [string, Hono][] = catcher ? [['/catcher', createCatcherRoutes(catcher, { imageSources: [publicUrlOf(config)] })]] : [];
  const hooks = createHookRoutes({
    settings: config, log, now: () => base.clock.now(), fetchBytes,
    receive: async (received) => void (await applyFeedback(base, received)),
  });
  const app = createWeb({
    rooms: [...publicRooms({ ...base, ring: () => outbox?.ring() }), ['/metrics', createMetricsRoutes(createScraper(store, base.clock))], ['/hooks', hooks], ['/unmatched', createUnmatchedRoutes(openUnmatchedDesk(base))], ...inbox],
    home: catcher ? '/catcher' : '/archive',
    isHealthy: async () => (await store.query('select 1 as one')).length === 1 && obstacle() === null,
    describeHealth: async () => ({ sending: obstacle() ?? 'ok', held: await countHeld(store) }),
    log,
  });
  const web = await startWeb({ host: config.webHost, port: config.webPort, app, log }).catch(async (error: unknown) => {
    await outbox?.close();
    throw error;
  });
  return { ...web, close: () => web.close().finally(() => outbox?.close()) };
}

/** The pages' own mails go out from where the pages are served. Without a relay they wait in the database for a process that has one. */
async function openOutbox(base: Base): Promise<Outbox | undefined> {
  const { config, ...parts } = base;
  const relays = toRelays(config);
  return relays.length === 0 ? undefined : startOutbox({ ...parts, relays, takeTurn: createRelayTurns(base), dkim: await loadDkim(config), caps: config, publicUrl: publicUrlOf(config) });
}
