/** Random programs of faults, each with a small campaign of its own. A seed that fails is printed with its program; `npm run faults -- --seed N` runs it again and shrinks it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { mutations } from './mutations.js';
import { renderFailed, runSeeds } from './run-seeds.js';
import { openStage, type Stage } from './stage.js';

/** A taste with every run of the tests; `.ci/run` breaks two hundred, `npm run faults` as many as wanted. In portions, so that one that hangs is told from many that are slow. */
const count = 12;
const portion = 6;

test('each fault that is put into the program to try the seeds still has its place there', async () => {
  for (const { name, file, text } of mutations) {
    const source = await readFile(new URL(`../../src/${file}`, import.meta.url), 'utf8');
    assert.equal(source.split(text).length - 1, 1, `${name} in ${file}`);
  }
});

let stage: Stage;
let isKept = false;
before(async () => { stage = await openStage(); });
after(async () => { await stage.close(isKept); });

for (let first = 1; first <= count; first += portion) {
  test(`whatever breaks, I1 to I14 hold: seeds ${first} to ${first + portion - 1}`, async () => {
    const { failed } = await runSeeds(stage, { first, count: portion, jobs: 4, isShrinking: false, say: () => undefined });
    isKept ||= failed.length > 0;
    assert.equal(failed.length, 0, renderFailed(failed, stage.folder));
  });
}
