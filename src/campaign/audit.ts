/** The audit of a real campaign: what the ledger, its events and, where one was kept, the log of the server say against the invariants. Reads only. */
import { readEnvelopeSender } from '../message/envelope-sender.js';
import type { TokenKeys } from '../message/signed-token.js';
import { countLostProcesses, readEventRecords, readLedgerRecords } from '../store/evidence.js';
import type { CampaignRow } from '../store/campaigns.js';
import type { Database } from '../store/store.js';
import { findViolations, type ServerRecord } from './invariants.js';

/** A line of a server's log: what the catcher writes, and whatever can be brought into its form. */
export type LogLine = ServerRecord & { readonly sender: string };

export type Audit = {
  readonly violations: readonly string[];
  readonly rowCount: number;
  readonly eventCount: number;
  /** Transactions of this campaign in the log; null without one. */
  readonly logCount: number | null;
  readonly lostProcessCount: number;
};

/** Clocks of two machines that are looked after agree much better than this. */
const clockToleranceMs = 5_000;

export async function auditCampaign(
  database: Database, campaign: CampaignRow,
  parts: { keys: TokenKeys; connectionCount: number; log: AsyncIterable<LogLine> | null },
): Promise<Audit> {
  const server = parts.log === null ? null : await readOwnLines(parts.log, campaign, parts.keys);
  const ledger = await readLedgerRecords(database, campaign.id);
  const events = await readEventRecords(database, campaign.id);
  const lostProcessCount = await countLostProcesses(database, campaign.id);
  const violations = findViolations({
    frozenCount: campaign.audienceCount, server, ledger, events, crashCount: lostProcessCount, connectionCount: parts.connectionCount,
    campaignState: campaign.state, ratePerSecond: campaign.ratePerSecond, clockToleranceMs,
  });
  return { violations, rowCount: ledger.length, eventCount: events.length, logCount: server?.length ?? null, lostProcessCount };
}

/** A log holds many campaigns. Whose mail it was tells the signed envelope sender, not the address: a stranger's would show. */
async function readOwnLines(log: AsyncIterable<LogLine>, campaign: CampaignRow, keys: TokenKeys): Promise<ServerRecord[]> {
  const own: ServerRecord[] = [];
  for await (const { sender, messageId, recipient, isComplete, code, sha256, bodyStartedAt } of log) {
    if (readEnvelopeSender(keys, sender)?.campaignId !== campaign.id) continue;
    own.push({ messageId, recipient, isComplete, code, sha256, bodyStartedAt: bodyStartedAt ?? null });
  }
  return own;
}
