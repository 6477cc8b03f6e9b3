/**
 * `npm run faults -- --seeds 5000 [--seed N] [--from N] [--jobs N] [--patience SECONDS] [--until-found] [--throw-away]`: random programs of faults, each judged by the
 * invariants. `--mutations` instead: are faults found that are put into the program itself?
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { makeProgram, renderProgram } from './program.js';
import { runSeeds, sentencesOf } from './run-seeds.js';
import { openStage } from './stage.js';
import { renderTally } from './tally.js';
import { tryMutations } from './try-mutations.js';

const say = (text: string): void => void process.stdout.write(text);
const { values } = parseArgs({ options: {
  seeds: { type: 'string' }, seed: { type: 'string' }, from: { type: 'string' }, jobs: { type: 'string' }, patience: { type: 'string' }, show: { type: 'boolean' },
  'no-shrink': { type: 'boolean' }, 'until-found': { type: 'boolean' }, 'throw-away': { type: 'boolean' }, 'mutations': { type: 'boolean' },
} });
process.exitCode = await (values.mutations === true ? seekMutations() : seekFaults());

async function seekMutations(): Promise<number> {
  const missed = await tryMutations(say);
  say(missed.length === 0 ? 'All of them were found.\n' : `Not found: ${missed.join(', ')}\n`);
  return missed.length === 0 ? 0 : 1;
}

async function seekFaults(): Promise<number> {
  const first = Number(values.seed ?? values.from ?? 1);
  const count = values.seed === undefined ? Number(values.seeds ?? 200) : 1;
  const stage = await (values.patience === undefined ? openStage() : openStage(Number(values.patience) * 1000));
  if (values.show === true) say(renderProgram(makeProgram(first, stage.able)) + '\n');
  const found = await runSeeds(stage, {
    first, count, say,
    // Much of a program is waiting for time-outs.
    jobs: Number(values.jobs ?? 3 * availableParallelism()),
    isShrinking: values['no-shrink'] !== true, isFirstEnough: values['until-found'] === true,
  });
  const isKept = found.failed.length > 0 && values['throw-away'] !== true;
  await stage.close(isKept);
  say(renderTally(found.happened));
  say(`${found.runCount} seeds in ${(found.ms / 1000).toFixed(0)} s: ${found.failed.length === 0 ? 'nothing found' : `${found.failed.length} failed: ${found.failed.map(({ seed }) => seed).join(', ')}`}${isKept ? `; kept in ${stage.folder}` : ''}\n`);
  // Last, where a log is looked at first.
  say(found.failed.flatMap(sentencesOf).map((sentence) => `${sentence}\n`).join(''));
  return found.failed.length === 0 ? 0 : 1;
}
