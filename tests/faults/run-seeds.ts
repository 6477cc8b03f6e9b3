/** Many programs, a few at a time; what fails is told, shrunk and kept. */
import { isRough, makeProgram, renderProgram, type Program } from './program.js';
import { runProgram } from './run-program.js';
import { shrink } from './shrink.js';
import type { Stage } from './stage.js';
import { addTally, type Tally } from './tally.js';

export type Failed = { readonly seed: number; readonly violations: readonly string[]; readonly program: string; readonly shrunk: string };
export type Found = { readonly runCount: number; readonly ms: number; readonly failed: readonly Failed[]; readonly happened: Tally };
export type SeedOptions = {
  readonly first: number;
  readonly count: number;
  readonly jobs: number;
  readonly isShrinking: boolean;
  /** Enough is found with the first that fails. */
  readonly isFirstEnough?: boolean;
  readonly say: (text: string) => void;
};

export async function runSeeds(stage: Stage, options: SeedOptions): Promise<Found> {
  const startedMs = performance.now();
  const failed: Failed[] = [];
  const happened: Tally = new Map();
  let runCount = 0;
  const programs = Array.from({ length: options.count }, (_, index) => makeProgram(options.first + index, stage.able));
  // There is one server that may be broken: one job has those that need it, from the beginning, and nobody else waits for it.
  const rough = programs.filter(isRough);
  const smooth = programs.filter((program) => !isRough(program));
  const work = async (queues: readonly Program[][]): Promise<void> => {
    for (let program = next(queues); program !== undefined; program = next(queues)) {
      const failure = await tryOut(stage, program, happened, options);
      runCount += 1;
      if (failure) failed.push(failure);
      if (failure && options.isFirstEnough === true) for (const queue of [rough, smooth]) queue.length = 0;
      if (runCount % 100 === 0) options.say(`${runCount} seeds, ${failed.length} failed, ${Math.round((performance.now() - startedMs) / runCount)} ms each\n`);
    }
  };
  await Promise.all([work([rough, smooth]), ...Array.from({ length: options.jobs - 1 }, () => work([smooth]))]);
  return { runCount, ms: performance.now() - startedMs, failed, happened };
}

function next(queues: readonly Program[][]): Program | undefined {
  return queues.find((queue) => queue.length > 0)?.shift();
}

type Telling = Pick<SeedOptions, 'isShrinking' | 'say'>;

async function tryOut(stage: Stage, program: Program, happened: Tally, { isShrinking, say }: Telling): Promise<Failed | undefined> {
  const violations = await violationsOf(stage, program, happened, say);
  if (violations.length === 0) return undefined;
  say(`FAILED ${renderProgram(program)}\n${violations.map((violation) => `  ${violation}\n`).join('')}`);
  const smallest = isShrinking ? await shrink(program, async (candidate) => (await violationsOf(stage, candidate, new Map(), () => undefined)).length > 0) : program;
  const shrunk = renderProgram(smallest);
  if (isShrinking) say(`shrunk to ${shrunk}\n`);
  return { seed: program.seed, violations, program: renderProgram(program), shrunk };
}

async function violationsOf(stage: Stage, program: Program, happened: Tally, say: (text: string) => void): Promise<readonly string[]> {
  try {
    const run = await runProgram(stage, program);
    addTally(happened, run.happened);
    if (process.env['COURANT_FAULTS_TIMES'] !== undefined) say(`seed ${program.seed}: ${run.ms} ms\n`);
    if (run.violations.length > 0) say(`kept: database ${run.databaseName} in ${stage.folder}\n`);
    return run.violations;
  } catch (error) {
    return [`the program could not be run: ${error instanceof Error ? error.stack : String(error)}`];
  }
}

/** A line each. Some list every row. */
export function sentencesOf({ seed, violations }: Failed): string[] {
  return violations.map((violation) => `seed ${seed}: ${(violation.split('\n')[0] ?? '').slice(0, 300)}`);
}

/** What was violated first, a line each, and the programs behind it: a report may be cut off. */
export function renderFailed(failed: readonly Failed[], folder: string): string {
  const whole = failed.flatMap(({ program, violations }) => [program, ...violations.filter((violation) => violation.includes('\n'))]);
  return [...failed.flatMap(sentencesOf), `kept in ${folder}; run again with: ${failed.map(({ seed }) => `npm run faults -- --seed ${seed}`).join('; ')}`, '', ...whole].join('\n');
}
