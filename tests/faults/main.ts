/** `npm run faults -- --seeds 5000 [--seed N] [--from N] [--jobs N] [--until-found]`: random programs of faults, each judged by the invariants. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { makeProgram, renderProgram } from './program.js';
import { runSeeds } from './run-seeds.js';
import { openStage } from './stage.js';
import { renderTally } from './tally.js';

const { values } = parseArgs({ options: { seeds: { type: 'string' }, seed: { type: 'string' }, from: { type: 'string' }, jobs: { type: 'string' }, show: { type: 'boolean' }, 'no-shrink': { type: 'boolean' }, 'until-found': { type: 'boolean' } } });
const first = Number(values.seed ?? values.from ?? 1);
const count = values.seed === undefined ? Number(values.seeds ?? 200) : 1;
const stage = await openStage();
if (values.show === true) process.stdout.write(renderProgram(makeProgram(first, stage.able)) + '\n');
const found = await runSeeds(stage, {
  first, count,
  // Much of a program is waiting for time-outs.
  jobs: Number(values.jobs ?? 3 * availableParallelism()),
  isShrinking: values['no-shrink'] !== true, isFirstEnough: values['until-found'] === true,
  say: (text) => void process.stdout.write(text),
});
await stage.close(found.failed.length > 0);
process.stdout.write(renderTally(found.happened));
process.stdout.write(`${found.runCount} seeds in ${(found.ms / 1000).toFixed(0)} s: ${found.failed.length === 0 ? 'nothing found' : `${found.failed.length} failed: ${found.failed.map(({ seed }) => seed).join(', ')}; kept in ${stage.folder}`}\n`);
process.exitCode = found.failed.length === 0 ? 0 : 1;
