/**
 * The ledger at the size of a large audience. R7: the freeze against a bare INSERT..SELECT of the same columns, in turns. R9: claiming the
 * last pages against claiming the first ones. LEDGER_PEOPLE says how many; 1,000,000 is what the goals are meant for.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClaims } from '../src/delivery/claims.js';
import type { CampaignId } from '../src/ids.js';
import { silentLog } from '../src/log.js';
import { advanceDeliveries, claimDeliveries } from '../src/store/deliveries.js';
import { migrate } from '../src/store/migrate.js';
import { openStore } from '../src/store/open.js';
import type { Store } from '../src/store/store.js';
import { bareInsert, fill, median, planFreeze, ratio, sorted, timed } from './ledger/audience.js';

const people = Number(process.env['LEDGER_PEOPLE'] ?? 1_000_000);
const rounds = 5;
const pages = 40;
const pageSize = 100;

/** Pages claimed, marked and settled as the loop does it; the time is that of the claims. */
async function sendPages(store: Store, campaignId: CampaignId, count: number): Promise<number[]> {
  const claims: number[] = [];
  const claim = createClaims((page) => claimDeliveries(store, { campaignId, lane: 'rest', epoch: '1', ...page }), pageSize);
  for (let page = 0; page < count; page += 1) {
    let rows: Awaited<ReturnType<typeof claimDeliveries>> = [];
    claims.push(await timed(async () => { rows = await claim(); }));
    if (rows.length !== pageSize) throw new Error(`a page of ${rows.length}`);
    await advanceDeliveries(store, { campaignId, epoch: '1', settlements: [], marks: rows });
    await advanceDeliveries(store, {
      campaignId, epoch: '1', marks: [],
      settlements: rows.map((row) => ({ subscriberId: row.subscriberId, fence: row.fence, from: 'transmitting', to: 'accepted', cause: 'reply', retryAfterSeconds: null, phase: 'dot', code: 250, enhanced: '2.0.0', text: 'ok', relay: 'x' })),
    });
  }
  return claims;
}

const dataDir = await mkdtemp(join(tmpdir(), 'courant-bench-'));
const store = await openStore({ dataDir, log: silentLog });
try {
  await migrate(store);
  await fill(store, people);
  const [frozen, bare]: number[][] = [[], []];
  for (let round = -1; round < rounds; round += 1) {
    await store.query('truncate deliveries, bare');
    const bareMs = await timed(() => bareInsert(store));
    const frozenMs = await timed(await planFreeze(store));
    if (round < 0) continue; // the first warms up
    frozen?.push(frozenMs);
    bare?.push(bareMs);
  }
  const r7 = sorted((frozen ?? []).map((ms, index) => ms / (bare?.[index] ?? 1)));
  const [campaign] = await store.query<{ id: CampaignId }>('select max(id)::text as id from campaigns');
  const campaignId = campaign?.id as CampaignId;
  await store.query("update campaigns set state = 'sending' where id = $1", [campaignId]);
  await store.query("insert into epochs (instance) values ('bench')");
  await sendPages(store, campaignId, 5);
  const first = await sendPages(store, campaignId, pages);
  // The middle in one go: what it leaves behind (dead rows, index entries) is what the last pages must not suffer from.
  await store.query("update deliveries set state = 'accepted' where campaign_id = $1 and subscriber_id > $2 and subscriber_id <= $3", [campaignId, (pages + 5) * pageSize, people - pages * pageSize]);
  const last = await sendPages(store, campaignId, pages);
  console.log(JSON.stringify({
    bench: 'ledger', people,
    freezeMs: Math.round(median(frozen ?? [])), bareInsertMs: Math.round(median(bare ?? [])), r7: ratio(median(r7)), r7Range: [ratio(r7[0] ?? 0), ratio(r7.at(-1) ?? 0)],
    firstPageMs: ratio(median(first)), lastPageMs: ratio(median(last)), r9: ratio(median(last) / median(first)),
  }));
} finally {
  await store.close();
  await rm(dataDir, { recursive: true, force: true });
}
