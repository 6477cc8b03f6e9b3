import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deliveryStates, finalStates, isAllowedTransition, transitions } from '../../src/delivery/states.js';

test('final is final: no way leads out of accepted, failed, suppressed or cancelled', () => {
  assert.deepEqual(transitions.filter((row) => finalStates.includes(row.from)), []);
});

test('from transmitting nothing leads back to pending: silence is doubt, never a retry', () => {
  assert.ok(!transitions.some((row) => row.from === 'transmitting' && row.to === 'pending'));
  assert.ok(!transitions.some((row) => row.from === 'in_doubt' && row.to === 'pending' && row.causes.some((cause) => cause !== 'operator')));
});

test('every state can be reached and every state that is not final can be left', () => {
  for (const state of deliveryStates) {
    assert.ok(state === 'pending' || transitions.some((row) => row.to === state), `${state} is never reached`);
    assert.ok(finalStates.includes(state) || transitions.some((row) => row.from === state), `${state} is never left`);
  }
});

test('a way needs its cause', () => {
  assert.ok(isAllowedTransition('claimed', 'transmitting', 'mark'));
  assert.ok(!isAllowedTransition('claimed', 'transmitting', 'reply'));
  assert.ok(!isAllowedTransition('pending', 'accepted', 'evidence'));
});
