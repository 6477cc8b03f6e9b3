/** The record of acts: chained, append-only, and whole or told where not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findBroken, firstHash, hashAudit, type AuditRow, type NewAudit } from '../../src/store/audit-chain.js';
import { appendAudit, listAudits, recordAudit, verifyAudits } from '../../src/store/audits.js';
import { openTestStore } from '../support/database.js';

const at = new Date('2026-11-22T09:00:00.123Z');
const act = (action: string, subject = 'campaign:1'): NewAudit => ({ at, actor: 'cli:kim', action, subject, detail: { reason: '급함', b: 1, a: [true, null, { z: 1.5, y: '' }] } });

test('acts are kept in order, each with the hash of the one before', async (t) => {
  const store = await openTestStore(t);
  const first = await recordAudit(store, act('send.override'));
  const second = await recordAudit(store, act('campaign.cancel', 'campaign:2'));
  assert.equal(first.previousHash, firstHash);
  assert.equal(second.previousHash, first.hash);
  assert.deepEqual((await listAudits(store, { limit: 10 })).map(({ id }) => id), ['2', '1']);
  assert.deepEqual((await listAudits(store, { action: 'send.', limit: 10 })).map(({ id }) => id), ['1']);
  assert.deepEqual((await listAudits(store, { subject: 'campaign:2', limit: 10 })).map(({ id }) => id), ['2']);
  assert.deepEqual((await listAudits(store, { limit: 10 }))[1]?.detail, first.detail);
  assert.deepEqual(await verifyAudits(store), { count: 2, lastHash: second.hash, hasHead: true });
});

test('thirty acts at once make one chain', async (t) => {
  const store = await openTestStore(t);
  await Promise.all(Array.from({ length: 30 }, async (_, index) => recordAudit(store, act(`act.${index}`))));
  assert.equal((await verifyAudits(store)).count, 30);
  assert.equal((await verifyAudits(store)).broken, undefined);
});

test('an act that is rolled back leaves no row and no gap', async (t) => {
  const store = await openTestStore(t);
  await assert.rejects(store.transaction(async (transaction) => {
    await appendAudit(transaction, act('send.override'));
    throw new Error('the act failed');
  }), /the act failed/);
  assert.equal((await recordAudit(store, act('campaign.pause'))).id, '1');
});

test('the database refuses to change, remove or truncate what was recorded', async (t) => {
  const store = await openTestStore(t);
  await recordAudit(store, act('send.override'));
  for (const sql of ["update audits set actor = 'nobody'", 'delete from audits', 'truncate audits']) await assert.rejects(store.query(sql), /append-only/, sql);
});

test('who gets around that is found: the first broken row is named', async (t) => {
  const cases: readonly (readonly [why: string, sql: string, found: RegExp])[] = [
    ['a changed reason', "update audits set detail = '{}' where id = 3", /row 3 was changed/],
    ['a changed name with a new hash', "update audits set actor = 'x', hash = repeat('a', 64) where id = 3", /row 3 was changed/],
    ['a removed row', 'delete from audits where id = 3', /row 3 is missing/],
    ['a removed first row', 'delete from audits where id = 1', /row 1 is missing/],
    ['two rows that changed places', 'update audits set id = case id when 2 then 103 else 102 end where id in (2, 3); update audits set id = id - 100 where id > 100', /row 2/],
  ];
  for (const [why, sql, found] of cases) {
    const store = await openTestStore(t);
    for (let count = 0; count < 5; count += 1) await recordAudit(store, act(`act.${count}`));
    await store.query('alter table audits disable trigger audits_append_only');
    await store.query(sql);
    assert.match((await verifyAudits(store)).broken?.why ?? '', found, why);
  }
});

test('a chain cut off at its end is found with a hash that was written down elsewhere', async (t) => {
  const store = await openTestStore(t);
  for (let count = 0; count < 3; count += 1) await recordAudit(store, act(`act.${count}`));
  const { lastHash } = await verifyAudits(store);
  await store.query('alter table audits disable trigger audits_append_only');
  await store.query('delete from audits where id = 3');
  assert.equal((await verifyAudits(store)).broken, undefined);
  assert.equal((await verifyAudits(store, lastHash)).hasHead, false);
});

test('no change of any field leaves a chain whole', () => {
  const detail = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)));
  const acts = fc.array(fc.record({ at: fc.date({ noInvalidDate: true }), actor: fc.string(), action: fc.string(), subject: fc.string(), detail }), { minLength: 1, maxLength: 6 });
  fc.assert(fc.property(acts, fc.nat(), fc.constantFrom('actor', 'action', 'subject'), (all, where, field) => {
    const rows = all.reduce<AuditRow[]>((chain, one, index) => {
      const row = { ...one, id: String(index + 1), previousHash: chain.at(-1)?.hash ?? firstHash };
      return [...chain, { ...row, hash: hashAudit(row) }];
    }, []);
    assert.equal(findBroken(rows), undefined);
    const changed = rows.map((row, index) => (index === where % rows.length ? { ...row, [field]: `${row[field]}!` } : row));
    assert.equal(findBroken(changed)?.id, String((where % rows.length) + 1));
  }), { numRuns: 100 });
});
