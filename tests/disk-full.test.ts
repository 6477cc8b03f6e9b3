/** A full disk, told so that whoever reads it knows how to go on. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderThrown } from '../src/cli/print-error.js';
import { isDiskFull, toDiskFull } from '../src/disk-full.js';
import { toCampaignId } from '../src/ids.js';

test('a full disk names the campaign that waits, or how to find it', () => {
  assert.match(toDiskFull(undefined, toCampaignId('12')).hint ?? '', /`courant campaign resume 12`; nothing is lost/);
  const told = renderThrown(new Error('could not write', { cause: Object.assign(new Error('no room'), { code: '53100' }) }));
  assert.match(told.text, /\[disk-full\][^]*`courant campaign resume ID`, whose number `courant campaign ls` shows/);
  assert.equal(isDiskFull(new Error('another fault')), false);
});
