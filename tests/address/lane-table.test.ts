/** The table of lanes: what comes along, what an owner makes of it, and which mail servers mean which lane. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLaneTable } from '../../src/address/lane-table.js';
import { builtInLanes } from '../../src/address/provider.js';
import { configSchema } from '../../src/config.js';
import { openLanes } from '../../src/delivery/lane-limits.js';

test('each lane that comes along says where its numbers are from; rest is the last and has none', () => {
  for (const { lane, source } of builtInLanes) assert.ok(source.length > 10, lane);
  assert.deepEqual(builtInLanes.at(-1), { ...builtInLanes.at(-1), lane: 'rest', limits: {}, connections: null });
  assert.equal(new Set(builtInLanes.map(({ lane }) => lane)).size, builtInLanes.length);
  const domains = builtInLanes.flatMap((row) => row.domains);
  assert.equal(new Set(domains).size, domains.length, 'a domain has one lane');
});

const servers: readonly (readonly [hosts: readonly string[], lane: string | undefined, why: string])[] = [
  [['aspmx.l.google.com', 'alt1.aspmx.l.google.com'], 'gmail', 'Google Workspace'],
  [['smtp.google.com'], 'gmail', ''],
  [['company-com.mail.protection.outlook.com'], 'office365', ''],
  [['company-com.r-v1.mx.microsoft.'], 'office365', 'a dot at the end is the root'],
  [['outlook-com.olc.protection.outlook.com'], 'outlook', ''],
  [['eu-smtp-inbound-1.mimecast.com', 'eu-smtp-inbound-2.mimecast.com'], 'mimecast', ''],
  [['mx0a-00012345.pphosted.com'], 'proofpoint', ''],
  [['MX1.PPE-HOSTED.COM'], 'proofpoint', 'names of hosts know no case'],
  [['mx.notgoogle.com'], undefined, 'an ending is not the domain'],
  [['google.com.somebody.example'], undefined, ''],
  [['mx.company.example', 'aspmx.l.google.com'], 'gmail', 'the first that is known'],
  [[], undefined, 'no servers'],
];

test('the servers that take the mail tell the lane', () => {
  const table = createLaneTable(builtInLanes);
  for (const [hosts, lane, why] of servers) assert.equal(table.laneOfServers(hosts), lane, `${hosts.join()} ${why}`);
});

const set = (lanes: unknown, laneLimits = 'careful') => openLanes(configSchema.parse({ lanes, laneLimits }));

test('an owner changes what he names, and adds lanes of his own before rest', () => {
  const lanes = set([{ lane: 'gmail', limits: { second: 50 }, connections: 8 }, { lane: 'corp', domains: ['corp.example', 'hotmail.com'], servers: ['mx.corp.example'], limits: { minute: 60 } }, { lane: 'rest', limits: { second: 30 } }]);
  assert.deepEqual(lanes.limitsOf('gmail'), { second: 50 });
  assert.equal(lanes.connectionsOf('gmail'), 8);
  assert.equal(lanes.laneOf('gmail.com'), 'gmail', 'its domains stay');
  assert.equal(lanes.laneOf('corp.example'), 'corp');
  assert.equal(lanes.laneOf('hotmail.com'), 'corp', 'what the owner says of a domain wins');
  assert.equal(lanes.laneOfServers(['a.mx.corp.example']), 'corp');
  assert.deepEqual(lanes.limitsOf('rest'), { second: 30 });
  assert.deepEqual(lanes.names.slice(-2), ['corp', 'rest']);
  assert.deepEqual([lanes.limitsOf('yahoo'), lanes.connectionsOf('yahoo')], [{ second: 10 }, 5]);
});

test('without careful limits only those that the owner set hold', () => {
  const lanes = set([{ lane: 'gmail', limits: { second: 50 } }], 'off');
  assert.deepEqual([lanes.limitsOf('gmail'), lanes.limitsOf('yahoo'), lanes.connectionsOf('gmail'), lanes.connectionsOf('qq')], [{ second: 50 }, {}, null, null]);
});

const wrong: readonly (readonly [lanes: unknown, why: string])[] = [
  [[{ lane: 'Gmail' }], 'a name in capitals'], [[{ lane: 'gmail', limits: { second: 0 } }], 'a rate of zero'], [[{ lane: 'gmail', speed: 3 }], 'no such key'],
  [[{ lane: 'gmail', domains: ['*.com'] }], 'no domain'], [[{ lane: 'gmail' }, { lane: 'gmail' }], 'twice'], [[{ limits: {} }], 'no name'], [[{ lane: 'a', connections: 0 }], 'no connection'],
];

test('lanes that cannot be are refused when the settings are read', () => {
  for (const [lanes, why] of wrong) assert.equal(configSchema.safeParse({ lanes }).success, false, why);
});
