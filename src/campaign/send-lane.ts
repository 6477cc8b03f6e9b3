/** One lane of one campaign, sent: the delivery loop with this campaign's mails, relays, limits and consequences. */
import { suppress } from '../audience/suppression.js';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import type { OutcomeKind } from '../delivery/breaker.js';
import type { ClaimPage } from '../delivery/claims.js';
import { deliverLane } from '../delivery/deliver.js';
import type { Engine } from '../delivery/engine.js';
import type { LaneParts } from '../delivery/lane.js';
import type { LaneGate } from '../delivery/lane-gate.js';
import type { LaneGates } from '../delivery/lane-gates.js';
import type { Ledger } from '../delivery/ledger.js';
import type { OnPoint } from '../delivery/points.js';
import { relaysFor, type Relay } from '../delivery/relay.js';
import type { RelayHealth } from '../delivery/relay-health.js';
import { createRoutes, restAfterMs, type Route } from '../delivery/routes.js';
import type { SessionPool } from '../delivery/session-pool.js';
import { classifyReply } from '../feedback/verdict/classify.js';
import type { CampaignId } from '../ids.js';
import type { Log } from '../log.js';
import type { TokenKeys } from '../message/signed-token.js';
import { findQuietEnd } from '../schedule/quiet.js';
import { findCampaign, finishIfSettled, moveCampaign, noteCampaign, type CampaignRow } from '../store/campaigns.js';
import { claimDeliveries } from '../store/deliveries.js';
import type { Store } from '../store/store.js';
import { loadMailing, toMailSetup, type Signing } from './mailing.js';
import type { Pacers } from './pacers.js';
import { describeStopped, type Watch } from './watch.js';

/** A relay as this process uses it. */
export type RelayLine = { readonly relay: Relay; readonly pool: SessionPool; readonly health: RelayHealth };

export type SendParts = {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
  readonly keys: TokenKeys;
  readonly lines: readonly RelayLine[];
  readonly dkim: Signing;
  readonly engine: Engine;
  readonly ledger: Ledger;
  readonly pacers: Pacers;
  readonly gates: LaneGates;
  readonly watch: Watch;
  readonly onPoint?: OnPoint | undefined;
};

export async function sendLane(parts: SendParts, campaignId: CampaignId, lane: string, signal: AbortSignal): Promise<void> {
  const { store, pacers, watch } = parts;
  const campaign = await findCampaign(store, campaignId);
  if (campaign?.state !== 'sending' || findQuietEnd(campaign.quiet, parts.clock.now()) !== null) return;
  const breaker = await pacers.breakerOf(lane);
  const isProbe = breaker !== undefined;
  if (breaker !== undefined && (breaker.probeAt > parts.clock.now() || !(await watch.takeProbe(lane)))) return;
  const routes = await openRoutes(parts, campaign, lane, isProbe);
  const gate = await parts.gates.open(lane, parts.engine.epoch);
  try {
    // Nothing is claimed that would only be given back.
    if ((await hasTurnSoon(routes)) && (await gate.hasPlace(signal))) await sendOver(parts, campaign, lane, { routes, isProbe, gate }, signal);
  } finally {
    await closeAll(parts, [gate, ...routes.map(({ pacer }) => pacer)]);
  }
}

type Way = { readonly routes: readonly Route[]; readonly gate: LaneGate; /** One mail, to see whether the lane takes any. */ readonly isProbe: boolean };

async function sendOver(parts: SendParts, campaign: CampaignRow, lane: string, { routes, isProbe, gate }: Way, signal: AbortSignal): Promise<void> {
  const { store, config, engine, pacers, watch } = parts;
  const campaignId = campaign.id;
  const intervalMs = Math.min(...(await Promise.all(routes.map(({ relay }) => pacers.intervalOf({ campaignId, lane, relay, isProbe })))));
  const pageSize = isProbe ? 1 : pageSizeAt(intervalMs);
  const mailing = await loadMailing(store, campaign, parts.keys.secrets, toMailSetup(config), parts.dkim);
  let answer: OutcomeKind | undefined;
  const delivering = laneParts(parts, lane, (kind) => { answer = kind; });
  const claim: ClaimPage = (page) => claimDeliveries(store, { campaignId, lane, epoch: engine.epoch, ...page });
  await deliverLane(delivering, { campaignId, mailing, routes: createRoutes(routes, parts.clock), claim, pageSize, isProbe, gate }, AbortSignal.any([signal, engine.lostSignal]));
  if (isProbe) await watch.endProbe(lane, answer);
  // The reconciler would find it too, a round later.
  await finishIfSettled(store, campaignId);
}

/** Half a second of sending: what a pause or a kill finds claimed is little. `intervalMs`: between mails. */
export function pageSizeAt(intervalMs: number): number {
  return Math.max(1, Math.min(100, Math.ceil(500 / Math.max(intervalMs, 1))));
}

/** Without a database slots that were reserved count as used, and places are free once this process is known to be lost. */
async function closeAll({ log }: SendParts, held: readonly { close(): Promise<void> }[]): Promise<void> {
  await Promise.all(held.map((one) => one.close())).catch((error: unknown) => log.warn('slots and places were not given back', { error }));
}

async function openRoutes({ lines, pacers }: SendParts, campaign: CampaignRow, lane: string, isProbe: boolean): Promise<Route[]> {
  const wanted = relaysFor(lines.map(({ relay }) => relay), campaign.newsletter);
  const chosen = lines.filter(({ relay }) => wanted.includes(relay));
  return Promise.all(chosen.map(async (line) => ({ ...line, pacer: await pacers.pacerOf({ campaignId: campaign.id, lane, relay: line.relay, isProbe }) })));
}

async function hasTurnSoon(routes: readonly Route[]): Promise<boolean> {
  for (const { pacer } of routes) if ((await pacer.look()) <= restAfterMs) return true;
  return false;
}

function laneParts(parts: SendParts, lane: string, onOutcome: (kind: OutcomeKind) => void): LaneParts {
  const { store, clock, log, config, ledger, watch } = parts;
  return {
    ledger, clock, log,
    onPoint: parts.onPoint,
    retry: { retrySeconds: config.retrySeconds, giveUpSeconds: config.giveUpHours * 3600 },
    classify: classifyReply,
    async noteReply(campaignId, judgement, relayName) {
      if (judgement.counts !== undefined) onOutcome(judgement.counts);
      await watch.note(campaignId, lane, judgement, relayName);
    },
    async suppress(row, judgement) {
      if (row.canonical === null) return;
      await suppress(store, { canonical: row.canonical, reason: 'hard-bounce', source: 'smtp', evidence: judgement.settlement?.text ?? null, at: clock.now() });
    },
    async stopCampaign(campaignId, reason) {
      if (!(await moveCampaign(store, campaignId, ['sending'], 'paused', reason))) return;
      log.warn('campaign paused by itself', { campaignId, reason });
      await watch.tellOnce(describeStopped(campaignId, reason, clock.now()));
    },
    isSending: async (campaignId) => (await findCampaign(store, campaignId))?.state === 'sending',
    noteRelay: (campaignId, trouble) => noteCampaign(store, campaignId, trouble),
  };
}
