/** What people do while a campaign is sent: operators pause, waver and cancel it, readers leave. */
import { suppressAddress } from '../../src/audience/suppression.js';
import { unsubscribe } from '../../src/audience/subscribers.js';
import { cancelCampaign, pauseCampaign, resumeCampaign } from '../../src/campaign/control.js';
import { systemClock } from '../../src/clock.js';
import { toSubscriberId, type ListId } from '../../src/ids.js';
import type { Traces } from './judge-program.js';
import type { Action } from './program.js';
import type { Senders } from './senders.js';

export type Reader = { readonly id: string; readonly address: string };
export type Crowd = Pick<Traces, 'store' | 'campaignId' | 'pauses' | 'leftAt'> & {
  readonly listId: ListId;
  readonly people: readonly Reader[];
  readonly senders: Pick<Senders, 'start' | 'stopOne' | 'sleepWhile'>;
};

export async function actAsPerson(scene: Crowd, action: Extract<Action, { kind: 'people' }>): Promise<void> {
  const { store, campaignId, senders } = scene;
  switch (action.what) {
    case 'pause': return pause(scene);
    case 'resume': return resume(scene);
    case 'waver': return senders.sleepWhile('refused', () => pause(scene), () => resume(scene));
    case 'cancel':
      await cancelCampaign(store, campaignId, systemClock);
      return;
    case 'unsubscribe': return leave(scene, action.who, ({ id }) => store.transaction((transaction) => unsubscribe(transaction, { subscriberId: toSubscriberId(id), listId: scene.listId, reason: 'page', at: new Date() })));
    case 'suppress': return leave(scene, action.who, ({ address }) => suppressAddress(store, { address, at: new Date() }));
    case 'start-twice': return senders.start();
    case 'stop': return senders.stopOne();
  }
}

async function leave(scene: Crowd, who: number, work: (reader: Reader) => Promise<unknown>): Promise<void> {
  const reader = await pickReader(scene, who);
  await work(reader);
  scene.leftAt.set(reader.address, Date.now());
}

/** Half of them are on the way just now, claimed and not yet offered: then the mark alone knows that they have left. */
async function pickReader({ store, campaignId, people }: Crowd, who: number): Promise<Reader> {
  const claimed = who % 2 === 1 ? [] : await store.query<Reader>(`select subscriber_id as id, address from deliveries where campaign_id = $1 and state = 'claimed' order by subscriber_id`, [campaignId]);
  const among = claimed.length > 0 ? claimed : people;
  const reader = among[who % among.length];
  if (reader === undefined) throw new Error('a program without readers');
  return reader;
}

async function pause({ store, campaignId, pauses }: Crowd): Promise<void> {
  await pauseCampaign(store, campaignId, 'paused by the operator');
  pauses.push({ from: Date.now(), to: Infinity });
}

export async function resume({ store, campaignId, pauses }: Crowd): Promise<void> {
  for (const pause of pauses) pause.to = Math.min(pause.to, Date.now());
  await resumeCampaign(store, campaignId, new Date());
}
